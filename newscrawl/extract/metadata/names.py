"""Names of authors: bylines as pages write them to lists of names.

A byline is cleaned (prefixes such as "By", e-mail URLs, roles), split where it joins several names,
and freed of duplicates. Everything is a matter of form, so that it works on names never seen
before.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from newscrawl.extract.metadata.credits import credited, has_surname, is_spaceless, spaceless_names
from newscrawl.extract.strings import clean_string

MAX_AUTHORS = 30
MAX_NAME_CHARS = 80
MAX_NAME_WORDS = 7

_PREFIX = re.compile(
    r"""^(?: (?:written|words|reported|edited|posted|compiled|published|reviewed|produced|submitted
         | contributed|created|authored|updated|curated|presented|recorded|filed|told|photographed)\ by
         | (?:by|par|por|door|przez|oleh|автори?|tekijä|του|της|των|από|γράφει\ [οη])
         | (?-i:de(?=\ [^\W\d_][\w.]*\ [^\W\d_]))
         | (?-i:vo[nm]) | (?:vo[nm]|av|af|di|per)(?=\ \S+\ \S|\ *$|\ *:)
         | vo[nm](?=\ (?:dpa|afp|apa|sid|unser\w+|der|dem)\b)
         | [^\W\d_][\w\ ]{2,40}\ by | words | story | authors?\ and\ [a-z]+ | authors?
         | contributors? | reporters?
         | (?:(?:zeige|alle|eine?)\ ){0,2}[\w-]*(?:artikel|beitrag|beiträge|bericht|kommentar|interview
         | rezension|mitteilung|analyse)\ vo[nm]
         | (?:erstellt|geschrieben|verfasst|eingestellt|berichtet|aufgezeichnet|veröffentlicht)\ vo[nm]
         | autor(?:en|in|innen|:in|es|a|zy|ka)?
         | text(?:\ und\ fotos?)?(?:\ von)? | texto(?:\ de)? | testo(?:\ di)? | tekst(?:\ af)? | teksti
         | propos\ recueillis\ par | publié\ par | écrit\ par | rédigé\ par | auteurs? | autrice
         | publicado\ por | escrito\ por | redactado\ por | a\ cura\ di | scritto\ da | pubblicato\ da
         | geschreven\ door | skrevet\ a[vf] | skriven\ av | napsal[ai]? | opracowała? | oprac\.?
         | yazan | penulis | авторы?\b | текст | редактор | (?:подготовил|записал|беседовал)[аи]?
         | بقلم | كتب | كتبت | الكاتب | بواسطة | به\ قلم | نوشته
         | מאת | כתב | द्वारा | लेखक | संवाददाता | โดย | เขียนโดย | รายงานโดย | เรื่องโดย | ผู้เขียน
         | 作者 | 文 | 撰文 | 글 )
        (?: \s*[:：/]\s* | \s+ ) """,
    re.IGNORECASE | re.VERBOSE,
)
_PICTURES = re.compile(
    r"^(?:fotos?|photos?|photographs?|pictures?|bild(?:er)?|images?|illustrations?|graphics?|video|zdjęcia"
    r"|foto|фото)\b"
    r"(?!\w*[ ]+(?:and|und|et|y|e)\b)",
    re.IGNORECASE,
)
_OTHERS_BY = re.compile(
    r"^(?:photograph\w*|pictures?|illustrat\w+|modell?ed|models?|styl(?:ed|ing)|hair|make-?up|nails|video|directed"
    r"|translated|graphics?|design(?:ed)?|cover|props?)\b[\w\s,&]{0,40}\bby\b",
    re.IGNORECASE,
)
_PICTURES_BEHIND = re.compile(
    r"(?<=\w)\s+(?:Fotos?|Photos?|Kuvat?|Bilder|Bild|Zdjęcia|Снимки|Фото)\s.*$"
)
_EMAIL_OR_LINK = re.compile(r"\S{1,64}@[\w.-]{1,64}|(?:https?://|www\.)\S*", re.IGNORECASE)
_HANDLE = re.compile(r"(?<!\w)@\w+")
_PARENTHESES = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]")
_DATED = re.compile(
    r"""\s* (?:[-–—·•|,@]\s*)?
        (?: \b (?: (?:mo|di|mi|do|fr|sa|so|mon|tue|wed|thu|fri|sat|sun|lun|mer|jeu|ven|sam|dim)[.,]
              | \w+day,? | \w+tag,? | mittwoch,? | updated: | updated | modified
              | posted | published | on | am | vom | le | el | den | stand:? | jan\w* | feb\w* | mar\w*
              | märz | apr\w* | ma[iy] | jun[ei]?
              | jul[iy]? | aug\w* | sep\w* | o[ck]t\w* | nov\w* | de[cz]\w* )\.? \s+ )*
        \b \d{1,4} (?:[.:/,\s年-] | st\b | nd\b | rd\b | th\b | $) .* $""",
    re.IGNORECASE | re.VERBOSE,
)
_REPORTER = re.compile(r"(?<=\S)\s*(?:기자|특파원|記者|记者)\b.*$")
_JOINT: Final = (
    "and|und|et|og|och|ve|и|та|або|oraz|dan|και|és|şi|și|si|و|sowie|with|mit|avec|con|met|và|un|ir"
    "|और|व|एवं|तथा|এবং|ও|اور|และ"
)
_OPENS_JOINT = re.compile(
    rf"^(?:[,;/|&+]|(?:{_JOINT}|y)\b)\s*"
)  # lower case only: "Dan" is a name, too
_SPLIT = re.compile(rf"\s*[;|/、，،\n]\s*|\s+[&+·•]\s+|,?\s+(?:{_JOINT})\s+", re.IGNORECASE)
_DASH = re.compile(r"\s+[–—-]\s+")
"""As a comma: a place, an outlet or another name follows."""
# Arabic and Hebrew write "and" as the first letter of the next name; these names begin with that
# letter.
_PREFIXED_AND = re.compile(r"(?<=\S)\s+[وו](?=[^\W\d_]{2,}\s+\S)")
_WITH_WAW_NAMES: Final = (
    "وليد وسام وائل وفاء وجدي وحيد وداد وردة وسيم وهبة وهبي وفيق ورود ولاء وديع وصال وضاح واصف ورد"
    " وجيه وسيلة ויקטור ורד"
)
_WITH_WAW = re.compile(rf"\s(?:{'|'.join(_WITH_WAW_NAMES.split())})\b")
# One-letter "and" of Spanish, Italian, Polish, Dutch: also part of names, so only between whole
# names.
_SHORT_JOINT = re.compile(r"(?<=\w)\s+(?:y|e|i|en|ja|a)\s+(?=\w)")
_CREDENTIAL = re.compile(
    r"^(?:(?:[A-Z]\.?){2,6}®?|[A-Z][a-z]{0,2}\.?[A-Z][A-Za-z]{0,3}\.?|Ph\.?\s?D\.?|[JS]r\.?|I{2,3}|Esq\.?)(?:-[A-Z]+)?$"
)
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
      | (?:डेस्क|ডেস্ক|ڈیسک|প্রতিবেদক|กองบรรณาธิการ)$
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
_AGENCY_WORDS: Final = (
    "aa afp agerpres ana-mpa anadolu ani anp ansa ap apa apd ats belga bloomberg cna ctk čtk dapd"
    " ddp dha dpa efe epd europapress hina iha ians ifx ina interfax irna itar-tass jiji kna kyodo"
    " lno lusa mena mti ntb pap pti rbc reuters ria ritzau sana sda sid spa stt tanjug tass tt"
    " ukrinform unian upi wam xinhua yonhap zeit "
)
AGENCIES: Final = frozenset(_AGENCY_WORDS.split())
_NOBODY_WORDS: Final = (
    "admin administrator anonymous author autor by editor guest home none null name redaktion root"
    " test undefined unknown user webmaster more mehr follow share kontakt contact published posted"
    " updated "
)
_NOBODY: Final = frozenset(
    [
        *_NOBODY_WORDS.split(),
        "published on",
        "posted on",
        "about the author",
        "about the authors",
        "the author",
    ]
)


_SPACELESS_CHARS = range(2, 9)
"""Characters of a person's name in a script without spaces."""
_PERSON_WORDS, _OWN_WORDS = range(2, 7), range(2, 5)
"""Words of a person's name, with particles and without."""
_UNCASED_WORDS, _UNCASED_CHARS = 5, 40
"""The longest name of a person in a script without capitals."""
_MIN_OUTLET, _MIN_SHORT_OUTLET = 3, 6
"""Characters above which an outlet's name is sought in a name, and a name at the beginning of an outlet's."""


def split_names(byline: str) -> tuple[str, ...]:
    """Return the names in *byline*, in order, without duplicates.

    >>> split_names("By Ann Lee, Bo Ek and Cy Fox, Senior Reporter")
    ('Ann Lee', 'Bo Ek', 'Cy Fox')
    """
    # E-mail addresses and handles hold names as well, which would be read twice.
    line = clean_string(_HANDLE.sub("", _EMAIL_OR_LINK.sub("", _without_asides(byline[:2000]))))
    # A place or an outlet after a dash is told from names like one after a comma.
    line = _DASH.sub(", ", _PICTURES_BEHIND.sub("", credited(line)))
    if _PICTURES.match(line) or _OTHERS_BY.match(line):
        return ()
    # Commas and spaces mean something else there: surnames tell where a name ends.
    if is_spaceless(line):
        return unique_names(spaceless_names(_strip_prefix(line)))
    names: list[str] = []
    for part in _SPLIT.split(_strip_prefix(line)):
        # Dates end a byline: "Ann Lee, July 2, 2026".
        pieces = [_clean_name(piece) for piece in _DATED.sub("", part).split(",")]
        for place, piece in enumerate(pieces):
            # Commas part names, but also roles, places and degrees from the name before.
            if piece and (place == 0 or _is_later_name(piece, pieces[0])):
                names.extend(_split_short(piece))
    return unique_names(names)


def _without_asides(line: str) -> str:
    """Return *line* without texts in brackets; one that is all in brackets loses the brackets alone."""
    rest = _PARENTHESES.sub("", line)
    return rest if any(map(str.isalpha, rest)) else line.strip(" ()[]（）【】")


def turn_name(value: str) -> str:
    """Return "Lee, Ann" as "Ann Lee", the form of library catalogues; anything else as it is.

    >>> [turn_name(value) for value in ("Lee, Ann B.", "Ann Lee, dpa", "AFP, Rome")]
    ['Ann B. Lee', 'Ann Lee, dpa', 'AFP, Rome']
    """
    last, _, first = value.partition(", ")
    # A single word before the comma and a capital after it: "Ann Lee, dpa" is two things.
    one_name = (
        first
        and "," not in first
        and " " not in last
        and first[0].isupper()
        and not _ROLE.search(first)
    )
    return f"{first} {last}" if one_name and last.istitle() and " and " not in first else value


def opens_joint(piece: str) -> bool:
    """Return whether *piece* begins with a joint to the piece before it: a comma, "and"."""
    return _OPENS_JOINT.match(piece) is not None


def opens_byline(line: str) -> bool:
    """Return whether *line* begins as a byline does: "By Ann Lee", "Von …", "โดย …"."""
    return _PREFIX.match(line) is not None


def is_prefix(line: str) -> bool:
    """Return whether *line* is the opening of a byline and nothing else: "By", "Von", "Written by"."""
    found = _PREFIX.match(line + " ")
    return found is not None and found.end() == len(line) + 1


def has_role(text: str) -> bool:
    """Return whether *text* names the task of a journalist."""
    return _ROLE.search(text) is not None


def _strip_prefix(line: str) -> str:
    stripped = line = _OPENS_JOINT.sub("", line) + " "
    # Twice: "Text: Von Ann Lee" has two.
    for _ in range(2):
        stripped = _PREFIX.sub("", stripped)
    return (stripped or "").strip()


def _clean_name(part: str) -> str:
    name = _strip_prefix(part.strip())
    # Once more for each part: only one of several names may be credited with pictures.
    if _PICTURES.match(name) or _OTHERS_BY.match(part.strip()) or opens_joint(name):
        return ""
    name = _REPORTER.sub("", _DATED.sub("", name)).strip(" \t.,:;-–—·•●|*©()[]'\"“”„«»")
    _label, _, labelled = name.partition(": ")
    # "Reporting: Ann Lee": what is before the colon is a label in no list.
    name = labelled if is_person(labelled) else name
    words = name.split()
    # Longer than any name: a sentence that began like a byline.
    plausible = (
        ": " not in name and 1 < len(name) <= MAX_NAME_CHARS and len(words) <= MAX_NAME_WORDS
    )
    if not plausible or name.casefold() in _NOBODY or not any(c.isalpha() for c in name):
        return ""
    return _restore_initial(name, part)


def _restore_initial(name: str, part: str) -> str:
    """Keep the full stop of an initial or a title at the end: "Joe S."."""
    last = name.rsplit(" ", 1)[-1]
    return name + "." if len(last) == 1 and name + "." in part else name


def _is_later_name(piece: str, first: str) -> bool:
    """Return whether *piece*, after a comma, is a name and not the role, place or degree of *first*."""
    # "Ann Lee, dpa": the agency is an author of its own.
    if piece.casefold() in AGENCIES:
        return True
    if _ROLE.search(piece) or _CREDENTIAL.match(piece) or not first:
        return not first and not _ROLE.search(piece)
    # "Ann Lee, Paris": one word after a whole name is a place.
    return " " in piece or " " not in first


def _split_short(piece: str) -> list[str]:
    for joint in (_SHORT_JOINT, _PREFIXED_AND):
        parts = (
            # Names such as Walid begin with the letter that means "and".
            [piece] if joint is _PREFIXED_AND and _WITH_WAW.search(piece) else joint.split(piece)
        )
        # Only between whole names: "José y María" may be one person's names.
        if len(parts) > 1 and all(" " in part.strip() for part in parts):
            return parts
    return [piece]


def name_key(name: str) -> str:
    """Return a key that is equal for spellings of one name: no case, accents, marks or spaces."""
    # The short way for most names: nothing to decompose.
    if name.isascii():
        return "".join(filter(str.isalnum, name.lower()))
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Drop duplicates and names that are part of a longer one; order is kept."""
    keyed: dict[str, str] = {}
    for name in names:
        key = name_key(name)
        if key:
            keyed.setdefault(key, name)
    # Spaces around: "Ann Lee" is part of "Ann Lee Smith" but "Bo" not of "Bob".
    folded = [f" {name.casefold()} " for name in keyed.values()][:MAX_AUTHORS]
    return tuple(
        name
        for name, own in zip(keyed.values(), folded, strict=False)
        if not any(own != other and own in other for other in folded)
    )


_NO_LETTERS = re.compile(r"[\d:!?/@#]")
_PARTICLE_WORDS: Final = (
    "von van der den de del della di da dos das du la le el al bin ibn ben ter ten zu zur af av y e"
    " st. mc o' d' dr. prof. i"
)
_PARTICLES: Final = frozenset(_PARTICLE_WORDS.split())


def is_person(name: str) -> bool:
    """Return whether *name* has the form of a person's whole name.

    >>> [is_person(name) for name in ("Ann Lee", "ann", "Ursula von der Aue", "山田太郎", "Share this")]
    [True, False, True, True, False]
    """
    words = name.split()
    if is_spaceless(name):
        return (
            len(name) in _SPACELESS_CHARS
            and not any(map(str.isdigit, name))
            # Two signs are a word as often as a name: a surname tells.
            and (len(name) > _SPACELESS_CHARS.start or has_surname(name))
        )
    if (
        len(words) not in _PERSON_WORDS
        or _NO_LETTERS.search(name)
        or _ROLE.search(name)
        or _DESK.search(name)
    ):
        return False
    # "von der" is small in a name and says nothing of its form.
    own = [word for word in words if word.casefold() not in _PARTICLES]
    # Scripts without capitals give the same in both cases;
    # ``isupper`` is false for all their letters.
    cased = [word for word in own if word.lower() != word.title()]
    if not cased:  # a script without capitals
        return len(words) <= _UNCASED_WORDS and len(name) <= _UNCASED_CHARS
    return len(own) in _OWN_WORDS and all(word.lstrip("'’‘\"(")[:1].isupper() for word in cased)


_ACCOUNT = re.compile(r"[\d_]")


def is_account(name: str) -> bool:
    """Return whether *name* is that of an account, "anna_lee" or "L_104485", rather than of a person."""
    return " " not in name and _ACCOUNT.search(name) is not None


_OTHER_TASKS: Final = (
    r"(?:photograph\w*|model\w*|hair|make-?up|nails|styl(?:ed|ing)|illustrat\w+|graphics?|video|translated)\s+by"
    r"|(?:fotos?|photos?|bild(?:er)?|photographs?|illustrationen?|fotograf\w*|zdjęcia|фото|grafik)\s*[:：]"
)


def without_helpers(names: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return *names* without those whom *text* credits with pictures, looks or a translation alone.

    >>> without_helpers(("Ann Lee", "Bo Ek"), "By Ann Lee. Photographed by Bo Ek.")
    ('Ann Lee',)
    """
    others = "|".join(re.escape(name) for name in names)
    found = re.findall(rf"(?:{_OTHER_TASKS})\s+({others})(?!\w)", text, re.IGNORECASE)
    helpers = {name.casefold() for name in found}
    # If all are helpers the page means it: somebody has to be the author.
    return tuple(name for name in names if name.casefold() not in helpers) or names


def is_outlet(name: str, outlets: Iterable[str]) -> bool:
    """Return whether *name* is the page's own outlet or a URL, rather than a person or an agency.

    *outlets* are keys (``name_key``) of the site's own names.
    """
    key = name_key(name)
    own = any(
        key == outlet
        # Short names of outlets ("taz") are parts of people's names.
        or (len(outlet) > _MIN_OUTLET and outlet in key)
        or (len(key) > _MIN_SHORT_OUTLET and outlet.startswith(key))
        for outlet in outlets
    )
    return own or _DESK.search(name) is not None or _COMPANY.search(name) is not None
