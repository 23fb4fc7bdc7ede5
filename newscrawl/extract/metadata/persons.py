"""Whose name is it? People, accounts, outlets and helpers told apart by the form of their names."""

import re
import unicodedata
from collections.abc import Iterable
from functools import partial
from itertools import filterfalse
from typing import Final

from newscrawl.extract.metadata.credits import has_surname, is_spaceless
from newscrawl.extract.metadata.tasks import REPORTER

_ROLE = re.compile(
    r"""\b(?: editors? | reporters? | correspondents? | staff | writers? | journalists? | columnists?
      | producers? | director | manager | contributor
      | analyst | chief | president | professor | fellow | founder | ceo
      | \w*redakteur(?:in)? | \w*korrespondent(?:in)? | \w*redaktion | reporterin | volontär(?:in)?
      | \w*redakcja | journaliste | rédact\w+ | correspondante? | envoyée? | corresponsal | redact\w+
      | periodista | enviad[oa] | giornalista | inviat[oa] | redattor\w* | jornalista | repórter
      | journalist(?:in)? | verslaggever | корреспондент | редактор | журналист | обозреватель
      | muhabir\w* | editör\w* )\b | 記者 | 编辑 | 編輯 | 기자""",
    re.IGNORECASE | re.VERBOSE,
)
_DESK = re.compile(
    r"""\b(?: newsroom | news\s?desk | \w*redaktion | redacción | redazione | redação | redactie | rédaction
      | redakcja | redakce | редакция | редакція | redacția | szerkesztőség | toimitus | web\s?desk
      | staff )\b
      | (?:डेस्क|ডেস্ক|ڈیسک|প্রতিবেদক|एजेंसी)$ | ^กองบรรณาธิการ | ^وكالات$ | ^מערכת\b | ^گروه\s
      | ^haber\s(?:merkezi|servisi)$ | ^tim\s(?:redaksi|liputan) | 편집국$ | 디지털뉴스팀$
      | ^\S+\.[a-z]{2,4}(?:\.[a-z]{2})?$ | 編集部 | 编辑部""",
    re.IGNORECASE | re.VERBOSE,
)
_COMPANY = re.compile(
    r"(?:^|[\s,])(?:inc|llc|ltd|gmbh|corp|plc|co\.? kg|s\.p\.a|pty|b\.?v|sp\. ?z ?o\. ?o|solutions"
    r"|interactive|group|media|studios|publishing|verlag|holdings?|agentur|株式会社|有限公司)\.?$"
    r"|^株式会社|公司$|주식회사"
    r"|(?<=[\u3040-\u9fff\uac00-\ud7a3]{2})(?:网络|科技|集团|集團|传媒|傳媒|报社|報社|日报|日報|晚报|早报|新闻网|新聞網|电视台"
    r"|電視台|通讯社|通訊社|出版社|期刊|杂志|新聞社|新聞|放送|ニュース|통신|일보|신문|뉴스|방송)$",
    re.IGNORECASE,
)
_NO_LETTERS = re.compile(r"[\d:!?/@#]")
_PARTICLE_WORDS: Final = (
    "von van der den de del della di da dos das du la le el al bin ibn ben ter ten zu zur af av y e"
    " st. mc o' d' dr. prof. i bin binti"
)
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())
_ELISION = re.compile("^[dl]['’](?=\\w)")
"""A particle that is written together with the name: d’Orsay."""
_ACCOUNT = re.compile(r"[\d_]")
_OTHER_TASK = re.compile(
    r"(?:(?:photograph\w*|model\w*|hair|make-?up|nails|styl(?:ed|ing)|illustrat\w+|graphics?|video|translated)\s+by"
    r"|(?:fotos?|photos?|bild(?:er)?|photographs?|illustrationen?|fotograf\w*|zdjęcia|фото|grafik)\s*[:：])$"
)
_TASK_CHARS = 80
"""Characters before a name in which its task is, with the white space between them."""
_SPACELESS_CHARS = range(2, 9)
"""Characters of a person's name in a script without spaces."""
_PERSON_WORDS, _OWN_WORDS = range(2, 7), range(2, 5)
"""Words of a person's name, with particles and without."""
_UNCASED_WORDS, _UNCASED_CHARS = 5, 40
"""The longest name of a person in a script without capitals."""
_MIN_OUTLET, _MIN_SHORT_OUTLET = 3, 6
"""Characters above which an outlet's name is sought in a name, and a name at the beginning of an outlet's."""
_TASKS: Final = (_ROLE, REPORTER)
_OFFICES: Final = (_DESK, _COMPANY)
_NO_PERSON: Final = (_NO_LETTERS, *_TASKS, _DESK)


def name_key(name: str) -> str:
    """Return a key that is equal for spellings of one name: no case, accents, marks or spaces."""
    # The short way for most names: nothing to decompose.
    if name.isascii():
        return "".join(filter(str.isalnum, name.lower()))
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(filter(str.isalnum, decomposed))


def is_person(name: str) -> bool:
    """Return whether *name* has the form of a person's whole name.

    >>> [is_person(name) for name in ("Ann Lee", "ann", "Ursula von der Aue", "山田太郎", "Share this")]
    [True, False, True, True, False]
    """
    if is_spaceless(name):
        return _is_spaceless_person(name)
    words = name.split()
    if len(words) not in _PERSON_WORDS or _finds_any(_NO_PERSON, name):
        return False
    # "von der" is small in a name and says nothing of its form.
    own = list(filterfalse(_is_particle, words))
    cased = list(filter(_has_case, own))
    if not cased:
        return len(words) <= _UNCASED_WORDS and len(name) <= _UNCASED_CHARS
    return len(own) in _OWN_WORDS and all(map(_has_capital, cased))


def is_full_name(name: str) -> bool:
    """Return whether *name* is a person's, and has spaces: without them any four signs have its form."""
    return " " in name and is_person(name)


def _finds_any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    """Return whether one of *patterns* is in *text*."""
    return any(pattern.search(text) for pattern in patterns)


def _is_particle(word: str) -> bool:
    return word.casefold() in _PARTICLES


def _has_case(word: str) -> bool:
    """Return whether *word* is of a script with capitals: others give the same in both cases."""
    # ``isupper`` is false for all letters of a script without capitals.
    return word.lower() != word.title()


def _has_capital(word: str) -> bool:
    """Return whether *word* begins with a capital, marks before it left out."""
    return _ELISION.sub("", word.lstrip("'’‘\"("))[:1].isupper()


def _is_spaceless_person(name: str) -> bool:
    """Return whether *name*, in a script without spaces, has the form of a person's name."""
    if len(name) not in _SPACELESS_CHARS or any(map(str.isdigit, name)):
        return False
    # Two signs are a word as often as a name: a surname tells.
    return len(name) > _SPACELESS_CHARS.start or has_surname(name)


def is_account(name: str) -> bool:
    """Return whether *name* is that of an account, "anna_lee" or "L_104485", rather than of a person."""
    return " " not in name and _ACCOUNT.search(name) is not None


def has_role(text: str) -> bool:
    """Return whether *text* names the task of a journalist."""
    return _finds_any(_TASKS, text)


def is_outlet(name: str, outlets: Iterable[str]) -> bool:
    """Return whether *name* is the page's own outlet or a URL, rather than a person or an agency.

    *outlets* are keys (``name_key``) of the site's own names.
    """
    key = name_key(name)
    return any(map(partial(_are_one_outlet, key), outlets)) or _finds_any(_OFFICES, name)


def _are_one_outlet(key: str, outlet: str) -> bool:
    """Return whether the key of a name is that of *outlet*, holds it, or begins it."""
    # Short names of outlets ("taz") are parts of people's names.
    holds_it = len(outlet) > _MIN_OUTLET and outlet in key
    begins_it = len(key) > _MIN_SHORT_OUTLET and outlet.startswith(key)
    return holds_it or begins_it or key == outlet


def without_helpers(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return *names* without those whom *text* credits with pictures, looks or a translation alone.

    >>> without_helpers(("Ann Lee", "Bo Ek"), "By Ann Lee. Photographed by Bo Ek.")
    ('Ann Lee',)
    """
    is_helper = partial(_is_helper, text.lower())
    # If all are helpers the page means it: somebody has to be the author.
    return tuple(filterfalse(is_helper, names)) or names


def _is_helper(text: str, name: str) -> bool:
    """Return whether another task than writing is before *name* somewhere in *text*, in lower case."""
    # From name to name, which are few: to look for tasks in the text of a page takes milliseconds.
    found = re.finditer(rf"{re.escape(name.lower())}(?!\w)", text)
    return any(_has_other_task(text, each.start()) for each in found)


def _has_other_task(text: str, place: int) -> bool:
    """Return whether another task than writing is right before a *place* in *text*."""
    before = text[max(0, place - _TASK_CHARS) : place]
    return before[-1:].isspace() and _OTHER_TASK.search(before.rstrip()) is not None
