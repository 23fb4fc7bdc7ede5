"""Names of authors: bylines as pages write them to lists of names.

A byline is cleaned (prefixes such as "By", e-mail URLs, roles), split where it joins several names,
and freed of duplicates. Everything is a matter of form, so that it works on names never seen
before.
"""

import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, filterfalse, islice
from typing import Final

from newscrawl.extract.metadata.credits import (
    credited,
    is_spaceless,
    japanese_names,
    labels_in_front,
    spaceless_names,
)
from newscrawl.extract.metadata.persons import has_role, is_person, name_key
from newscrawl.extract.metadata.tasks import (
    AGENCIES,
    CITIES,
    LETTER,
    PLACE_BEHIND,
    REPORTER,
    TASK_BEFORE,
)
from newscrawl.extract.strings import clean_string

MAX_AUTHORS = 30
MAX_BYLINE_CHARS = 2_000
_NAME_CHARS = range(2, 81)
MAX_NAME_WORDS = 7
MAX_HEAD_WORDS = 3

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
         | (?:erstellt|geschrieben|verfasst|eingestellt|eingetragen|berichtet|aufgezeichnet
         | veröffentlicht)\ vo[nm]
         | (?:eine?\ )?(?:reportage|gespräch|essay|kolumne|protokoll|porträt|glosse|recherche)\ vo[nm]
         | (?:aus\ [\w-]+\ )?(?:berichtet|berichten)(?=\ (?-i:[A-ZÄÖÜ])\S+\ (?-i:[A-ZÄÖÜ]))
         | autor(?:en|in|innen|:in|es|a|zy|ka)?
         | text(?:\ und\ fotos?)?(?:\ von)? | texto(?:\ de)? | testo(?:\ di)? | tekst(?:\ af)? | teksti
         | (?:propos\ )?(?:recueilli|publié|écrit|rédigé|réalisé|signé|posté|soumis|proposé
         | mis\ en\ ligne)e?s?\ par
         | (?:une?\ )?(?:article|texte|reportage|entretien|récit|enquête|chronique|billet)\ (?:de|par)
         | auteurs? | autrice
         | (?:publicado|escrito|redactado|elaborado|realizado|produzido|enviado|postado)\ por
         | (?:uma?\ |una?\ )?(?:artículo|entrevista|crónica|reportaje|columna|artigo|reportagem)\ (?:de|por)
         | a\ cura\ di | (?:scritto|pubblicato|redatto|inviato)\ da
         | (?:un\ |l')?(?:articolo|intervista|servizio|cronaca|reportage)\ di
         | (?:geschreven|geplaatst|gepubliceerd|ingediend)\ door | (?:een\ )?(?:artikel|verhaal)\ van
         | (?:skrevet|skriven|publicerad|publisert|publiceret|postad|postet|artikel|krönika|intervju)\ a[vf]
         | napsal[ai]? | připravil[ai]? | zpracoval[ai]? | opracowała? | oprac\.? | rozmawiała? | napisała?
         | przygotowała? | notowała? | írta | készítette | imeandikwa\ na | ditulis\ oleh
         | laporan(?:\ wartawan)?
         | ρεπορτάζ | материал\ подготовил[аи]? | підготува(?:в|ла) | записа(?:в|ла) | розмовля(?:в|ла)
         | от(?=\ (?-i:[А-Я])\S+\ (?-i:[А-Я])) | از(?=\ \S+\ \S+\ *$)
         | yazan | penulis | авторы?\b | текст | редактор | (?:подготовил|записал|беседовал)[аи]?
         | بقلم | كتب | كتبت | الكاتب | بواسطة | به\ قلم | نوشته
         | מאת | כתב | द्वारा | लेखक | संवाददाता | โดย | เขียนโดย | รายงานโดย | เรื่องโดย | ผู้เขียน
         | 作者 | 文 | 撰文 | 글 )
        (?: \s*[:：/]\s* | \s+ ) """,
    re.IGNORECASE | re.VERBOSE,
)
_PICTURES = re.compile(
    r"^(?:fotos?|photos?|photographs?|pictures?|bild(?:er)?|images?|illustrations?|graphics?|video|zdjęcia"
    r"|foto|фото|fot\.|снимк[аи]|picha|kuvat?)(?!\w)"
    r"(?!\w*[ ]+(?:and|und|et|y|e)\b)",
    re.IGNORECASE,
)
_OTHERS_BY = re.compile(
    r"^(?:photos?|photograph\w*|pictures?|images?|illustrat\w+|modell?ed|models?|styl(?:ed|ing)|hair|make-?up|nails|video|directed"
    r"|translated|graphics?|design(?:ed)?|cover|props?)\b[\w\s,&]{0,40}\bby\b",
    re.IGNORECASE,
)
_EDITED = re.compile(
    r"^(?:edit(?:ed|ing)|(?:fact-?|medically\s+)?(?:checked|reviewed))\s+by\b", re.IGNORECASE
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
              | \w+day,? | \w+tag,? | mittwoch,? | (?:updated|modified|posted|published):?
              | on | am | vom | le | el | den | від | от
              | (?:le|el|il)\ \w{2,3}[.,]? | stand:? | jan\w* | feb\w* | mar\w*
              | märz | apr\w* | ma[iy] | jun[ei]?
              | jul[iy]? | aug\w* | sep\w* | o[ck]t\w* | nov\w* | de[cz]\w* )\.? \s+ )*
        \b \d{1,4} (?:[.:/,\s年-] | st\b | nd\b | rd\b | th\b | $) .* $""",
    re.IGNORECASE | re.VERBOSE,
)
_REPORTER = re.compile(r"(?<=\S)\s*(?:기자|특파원|記者|记者)\b.*$")
_JOINT: Final = (
    "and|und|et|og|och|ve|и|та|або|oraz|dan|και|és|şi|și|si|و|sowie|with|mit|avec|con|com|met|và|un|ir"
    "|और|व|एवं|तथा|এবং|ও|اور|และ"
)
_OPENS_JOINT = re.compile(
    rf"^(?:[,;/|&+]|(?:{_JOINT}|y)(?!{LETTER}))\s*"
)  # lower case only: "Dan" is a name, too
_SPLIT = re.compile(rf"\s*[;|/、，،\n]\s*|\s+[&+·•]\s+|,?\s+(?:{_JOINT})\s+", re.IGNORECASE)
_DASH = re.compile(r"\s+[–—-]\s+|\s+/\s+|\s*،\s*")
"""As a comma: a place, an outlet, a task or another name follows."""
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
_SHORT_JOINT = re.compile(r"(?<=\w)\s+(?:y|e|i|en|ja|a|na)\s+(?=\w)")
_TURNED = re.compile(r"([^\s,]+), ([^,]+)")
"""A single word before the comma, and one name or task after it."""
_CREDENTIAL = re.compile(
    r"^(?:(?:[A-Z]\.?){2,6}®?|[A-Z][a-z]{0,2}\.?[A-Z][A-Za-z]{0,3}\.?|Ph\.?\s?D\.?|[JS]r\.?|I{2,3}|Esq\.?)(?:-[A-Z]+)?$"
)
_MARKS_AROUND: Final = " \t.,:;-–—·•●|*©()[]'\"“”„«»"
"""Marks at either end of a name that are not its own."""
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
        "super user",
        "about the author",
        "about the authors",
        "the author",
    ]
)


def split_names(byline: str) -> tuple[str, ...]:
    """Return the names in *byline*, in order, without duplicates.

    >>> split_names("By Ann Lee, Bo Ek and Cy Fox, Senior Reporter")
    ('Ann Lee', 'Bo Ek', 'Cy Fox')
    """
    line = _line_of_authors(byline[:MAX_BYLINE_CHARS])
    if _PICTURES.match(line) or _OTHERS_BY.match(line):
        return ()
    # Commas and spaces mean something else there: surnames tell where a name ends.
    if is_spaceless(line):
        return unique_names(japanese_names(line) or spaceless_names(_strip_prefix(line)))
    first, *later = _SPLIT.split(_strip_prefix(line))
    parts = (first, *filterfalse(_EDITED.match, later))
    pieces = chain.from_iterable(map(_short_pieces, parts))
    names = chain.from_iterable(map(_comma_names, pieces))
    return unique_names(chain.from_iterable(map(_split_short, names)))


def _line_of_authors(byline: str) -> str:
    """Return *byline* without addresses, asides and people who are credited with something else."""
    line = _without_asides(labels_in_front(byline))
    # E-mail addresses and handles hold names as well, which would be read twice.
    line = clean_string(_HANDLE.sub("", _EMAIL_OR_LINK.sub("", line)))
    # A place or an outlet after a dash is told from names like one after a comma.
    return _DASH.sub(", ", _PICTURES_BEHIND.sub("", credited(line)))


def _short_pieces(part: str) -> list[str]:
    """Return *part*, split at joints of one letter where it is too long for one name."""
    # Before it is judged: two names of four words each are too long for one.
    is_long = len(part.split()) > MAX_NAME_WORDS
    return _split_short(part) if is_long else [part]


def _comma_names(part: str) -> Iterator[str]:
    """Yield the names that commas part in *part*, the end of which may be a date."""
    # Dates end a byline: "Ann Lee, July 2, 2026".
    first, *later = map(_clean_name, _DATED.sub("", part).split(","))
    # "Reporter, Rome": nobody is named, and the place is nobody either.
    if not first and REPORTER.match(part):
        return
    # A place before a name, as in front of a report: "القاهرة - محمد حسن".
    is_place = _may_be_place(first) and any(map(is_person, later[:1]))
    name = "" if is_place else first
    yield from filter(None, (name,))
    # Commas part names, but also roles, places and degrees from the name before.
    yield from filter(partial(_is_later_name, name), filter(None, later))


def _without_asides(line: str) -> str:
    """Return *line* without texts in brackets; one that is all in brackets loses the brackets alone.

    An agency that helped stays: "Ann Lee (with AFP)".
    """
    rest = _PARENTHESES.sub(_agency_in, line)
    return rest if any(map(str.isalpha, rest)) else line.strip(" ()[]（）【】")


def _agency_in(brackets: re.Match[str]) -> str:
    """Return the agency that *brackets* name after a joint, as a further name; else nothing."""
    text = brackets[0].strip(" ()[]（）【】")
    name = _OPENS_JOINT.sub("", text)
    return f", {name}" if name != text and _is_agency(name) else ""


def turn_name(value: str) -> str:
    """Return "Lee, Ann" as "Ann Lee", the form of library catalogues; anything else as it is.

    >>> [turn_name(value) for value in ("Lee, Ann B.", "Ann Lee, dpa", "AFP, Rome")]
    ['Ann B. Lee', 'Ann Lee, dpa', 'AFP, Rome']
    """
    found = _TURNED.fullmatch(value)
    if found is None:
        return value
    last, first = found.groups()
    # A capital after the comma: "Ann Lee, dpa" is two things.
    is_capital = last.istitle() and first[:1].isupper()
    is_more = " and " in first or has_role(first)
    return f"{first} {last}" if is_capital and not is_more else value


def opens_joint(piece: str) -> bool:
    """Return whether *piece* begins with a joint to the piece before it: a comma, "and"."""
    return _OPENS_JOINT.match(piece) is not None


def opens_byline(line: str) -> bool:
    """Return whether *line* begins as a byline does: "By Ann Lee", "Von …", "dal nostro inviato …"."""
    task = TASK_BEFORE.match(line)
    if task is not None and is_person(line[task.end() :]):
        return True
    return _PREFIX.match(line) is not None


def is_prefix(line: str) -> bool:
    """Return whether *line* is the opening of a byline and nothing else: "By", "Von", "Written by"."""
    found = _PREFIX.match(line + " ")
    return found is not None and found.end() == len(line) + 1


def _strip_prefix(line: str) -> str:
    stripped = line = _OPENS_JOINT.sub("", line) + " "
    # Twice: "Text: Von Ann Lee" has two.
    for _ in range(2):
        stripped = _PREFIX.sub("", stripped)
    return stripped.strip()


def _clean_name(part: str) -> str:
    """Return the name in *part*; empty if it is none."""
    name = _strip_prefix(part.strip())
    # Once more for each part: only one of several names may be credited with pictures.
    if _PICTURES.match(name) or _OTHERS_BY.match(part.strip()) or opens_joint(name):
        return ""
    name = _without_label(_REPORTER.sub("", _DATED.sub("", name)).strip(_MARKS_AROUND))
    # Before it is cut: a sentence that began like a byline is no name with a place behind.
    if not _may_be_name(name):
        return ""
    return _restore_initial(_without_task(name), part)


def _without_label(name: str) -> str:
    """Return the person in "Reporting: Ann Lee", whose label is in no list; anything else as it is."""
    _, _, labelled = name.partition(": ")
    return _person_or(name, labelled)


def _person_or(other: str, text: str) -> str:
    """Return *text* where it is a person's name, and *other* where it is not."""
    return text if is_person(text) else other


def _may_be_name(name: str) -> bool:
    """Return whether *name* is neither a sentence that began like a byline nor a word for nobody."""
    if len(name) not in _NAME_CHARS or len(name.split()) > MAX_NAME_WORDS:
        return False
    return any(map(str.isalpha, name)) and not _is_nobody(name)


def _is_nobody(name: str) -> bool:
    """Return whether *name* is a label with its text, a word for nobody, or a task alone."""
    if ": " in name or name.casefold() in _NOBODY:
        return True
    return REPORTER.fullmatch(name) is not None


def _restore_initial(name: str, part: str) -> str:
    """Keep the full stop of an initial or a title at the end: "Joe S."."""
    last = name.rsplit(" ", 1)[-1]
    is_initial = len(last) == 1 and f"{name}." in part
    return f"{name}." if is_initial else name


def _is_agency(name: str) -> bool:
    return name.casefold() in AGENCIES


def _may_be_place(name: str) -> bool:
    """Return whether *name* is one word of a script without capitals; first names have capitals elsewhere."""
    return " " not in name and name.lower() == name.title() and not _is_agency(name)


def is_author(name: str) -> bool:
    """Return whether *name* has the form of a person's, or is that of an agency."""
    return is_person(name) or _is_agency(name)


def _without_task(name: str) -> str:
    """Return the person in "our reporter Ann Lee" and "Ann Lee in Berlin"; anything else as it is."""
    task = TASK_BEFORE.match(name)
    bare = name if task is None else _person_or(name, name[task.end() :])
    place = PLACE_BEHIND.search(bare)
    head = "" if place is None else bare[: place.start()]
    # Longer ones are mostly names of institutions: "Union of … for …".
    is_short = len(head.split()) <= MAX_HEAD_WORDS
    return _person_or(bare, head) if is_short else bare


def _is_later_name(first: str, piece: str) -> bool:
    """Return whether *piece*, after a comma, is a name and not the role, place or degree of *first*."""
    # "Ann Lee, dpa": the agency is an author of its own.
    if _is_agency(piece):
        return True
    is_city = piece.casefold().replace(" ", "_") in CITIES
    if is_city or has_role(piece):
        return False
    return first == "" or not _tells_of(first, piece)


def _tells_of(first: str, piece: str) -> bool:
    """Return whether *piece* is the place or the degree of the *first* name, or tells of it."""
    # "Ann Lee, Paris": one word after a whole name is a place.
    if " " in first and " " not in piece:
        return True
    # "10 years in the trade" tells of the name before, too.
    return piece[0].isdigit() or _CREDENTIAL.match(piece) is not None


def _split_short(piece: str) -> list[str]:
    """Split *piece* at a joint of one letter, which is a part of names as well."""
    parts = _whole_names(_SHORT_JOINT.split(piece))
    # Names such as Walid begin with the letter that means "and".
    if not parts and not _WITH_WAW.search(piece):
        parts = _whole_names(_PREFIXED_AND.split(piece))
    return parts or [piece]


def _whole_names(parts: list[str]) -> list[str]:
    """Return *parts* if they are several whole names, else nothing: "José y María" may be one person's."""
    is_single = len(parts) == 1
    are_whole = all(" " in part.strip() for part in parts)
    return [] if is_single or not are_whole else parts


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Drop duplicates and names that are part of a longer one; order is kept."""
    keyed: dict[str, str] = {}
    for name in names:
        keyed.setdefault(name_key(name), name)
    # Signs alone are no name.
    keyed.pop("", None)
    first = list(islice(keyed.values(), MAX_AUTHORS))
    folded = list(map(_spaced, first))
    return tuple(filterfalse(partial(_is_part, folded), first))


def _spaced(name: str) -> str:
    """Return *name* in small letters with spaces around, by which "Bo" is not in "Bob"."""
    return f" {name.casefold()} "


def _is_part(names: Iterable[str], name: str) -> bool:
    """Return whether *name* is in another of *names*, which are spaced."""
    own = _spaced(name)
    return any(own in other for other in names if other != own)
