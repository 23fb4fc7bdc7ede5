"""The texts that the articles of a site repeat: for corpora without the pages.

Theory of operation. A text is a row of blocks; a block leaves *prints*, hashes by which it is known
again: of its words; of its words without sums, dates, names and places; of how it begins and ends.
Of all texts of a site it is counted on how many each print is, and on how many of these *inside*
the running text, with fresh blocks before and after. Copies of one article do not count twice: of
twins every block would repeat.

A block is repeated when half of the site's articles have it, or when it is at an edge of the text,
mostly does so elsewhere, and shares no name with the article. So a paragraph of background that
articles share stays: it is inside, or speaks of the same as the article. All of it takes linear
time.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress

from newscrawl.model.page_sketch import LOOSE_WORDS, MIN_LOOSE_WORDS, WORDS, is_unspaced

MAX_BLOCKS = 400
"""Blocks of one text that are looked at, half of them at either end."""
MAX_PAGES = 2_000
"""Texts of one site that are compared; of more, evenly spread ones."""
MAX_REPEATS = 2_000
"""Prints of one site that are kept; of more, the most frequent."""
MIN_MASKED_WORDS = 6
LONG_CHARS = 60
"""A longer block tells one article from another."""
MIN_SHARE = 0.5
"""From this share (0–1) of the site's articles on, a block is repeated wherever it is."""
TIED_SHARE = 0.8
"""The same for a block that shares a name with its article."""
EDGE_SHARE = 0.02
MAX_EDGE_PAGES = 10
"""At an edge this share of the articles is enough, and so many are always enough."""
TIED = 4
"""A block that shares a name with its article must be on so many times more of them."""
MAX_INNER_SHARE = 0.25
KNOWN_SHARE = 0.002
"""Share (0–1) of the articles at which a print counts as evidence beside what the block says."""
DATES = frozenset(
    """
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre
    lundi mardi mercredi jeudi vendredi samedi dimanche
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    lunes martes miércoles jueves viernes sábado domingo
    gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre dicembre
    lunedì martedì mercoledì giovedì venerdì sabato domenica
    janeiro fevereiro março maio junho julho setembro outubro dezembro segunda terça quarta quinta sexta
    januari februari maart april juni juli augustus oktober december
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
    stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    понедельник вторник среда среду четверг пятница пятницу суббота субботу воскресенье
    ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
    mars maj augusti måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag
    """.split()
)
"""Months and days of the week in languages that write them small; with a capital they pass for names."""
CAPITAL_DATES = frozenset(
    """
    January February March April May June July August September October November December
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday
    Januar Februar März Mai Juni Juli Oktober Dezember
    Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag
    """.split()
)
"""Those that pass for names but tie a block to no article."""
NAME = re.compile(r"\b[^\W\d_a-z][\w’'-]{2,}")


_SEEN_OFTEN = 2
"""On fewer other texts a block is not the site's, wherever it is."""
_FEW_PAGES, _MIN_EDGE = 4, 3
"""Of up to so few texts two have to begin or end alike, of more at least three."""


@dataclass(frozen=True, slots=True)
class Prints:
    """The hashes by which a block is recognised; 0: not by this one.

    Attributes:
        exact: Its words.
        masked: Its words without numbers, dates and names.
        ends: How it begins and ends, without the same.
        begin, end: Either of them alone; they count as evidence only.
        chars: Its length.
    """

    exact: int
    masked: int
    ends: int
    begin: int
    end: int
    chars: int

    @property
    def sure(self) -> tuple[int, int, int]:
        """The prints that say that two blocks are the same but for what changes."""
        return self.exact, self.masked, self.ends

    @property
    def all(self) -> tuple[int, ...]:
        """All prints that are there, each once."""
        return tuple(set(filter(None, (*self.sure, self.begin, self.end))))


@dataclass(frozen=True, slots=True)
class Repeats:
    """The repeated blocks of one site.

    Attributes:
        pages: Number of different texts that were compared.
        counts: Print → on how many of them it is, if more than one.
        inner: Print → on how many of these inside the running text.
    """

    pages: int = 0
    counts: Mapping[int, int] = field(default_factory=dict)
    inner: Mapping[int, int] = field(default_factory=dict)

    def others(self, prints: Iterable[int], *, taught: bool) -> int:
        """Return on how many other texts one of *prints* is; *taught*: the text at hand was compared too."""
        # 0 is no print, and no key of the counts.
        most = max(map(self.count, prints), default=0)
        return max(0, most - taught)

    def count(self, value: int) -> int:
        """Return on how many texts a print is."""
        return self.counts.get(value, 0)


@dataclass(frozen=True, slots=True)
class RepeatCounts:
    """How often one block of a text is on its site.

    Attributes:
        others: On how many other texts it is, sums, dates and names aside.
        known: On how many a part of it does: evidence beside what the block says.
        repeated: It is no part of the article.
    """

    others: int
    known: int
    repeated: bool


def prints_of(text: str) -> Prints:
    """Return the prints of a block.

    >>> one = prints_of("On 3 May Anna Berg will read in the old town hall for all who like a story.")
    >>> two = prints_of("On 12 June Jo Smith will read in the old town hall for all who like a story.")
    >>> one.exact == two.exact, one.masked == two.masked
    (False, True)
    """
    found = WORDS.findall(text)
    # A capital stands for a name; scripts without capitals keep theirs.
    words = [word for word in found if not word[0].isupper() and word not in DATES]
    if is_unspaced(words):
        # Without spaces a "word" is a whole clause: characters take the place of words.
        words = list("".join(words))
    size = len(words)
    first, last = " ".join(words[:LOOSE_WORDS]), " ".join(words[-LOOSE_WORDS:])
    every = " ".join(re.findall(r"\w+", text.lower()))
    # The first sign keeps the kinds of prints apart.
    return Prints(
        exact=_hashed_if(f"={every}", when=bool(found)),
        masked=_hashed_if("~" + " ".join(words), when=size >= MIN_MASKED_WORDS),
        # Both ends of a short block would overlap, and be the block itself.
        ends=_hashed_if(f"[{first}|{last}", when=size >= 2 * LOOSE_WORDS),
        begin=_hashed_if(f"<{first}", when=size >= MIN_LOOSE_WORDS),
        end=_hashed_if(f">{last}", when=size >= MIN_LOOSE_WORDS),
        chars=len(text),
    )


def _hashed_if(text: str, *, when: bool) -> int:
    """Return the print of *text* *when* it is long enough for one; else 0."""
    return _hashed(text) if when else 0


def _hashed(text: str) -> int:
    """Return a stable hash of *text* that is never 0."""
    # Python's ``hash`` is salted for each process; texts of JSON may hold lone surrogates.
    raw = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    # 0 says "no print": a text that hashes to it must not lose its print.
    return int.from_bytes(raw, "little") or 1


def learn_repeats(texts: Sequence[Sequence[Prints]]) -> tuple[Repeats, frozenset[int]]:
    """Learn the repeats of a site from the prints of *texts*; return the places of those that count, too."""
    taught = _distinct(texts)
    counts: Counter[int] = Counter()
    for place in taught:
        # A set: a text that has a block twice is still one text of the site.
        counts.update(set(chain.from_iterable(prints.all for prints in texts[place])))
    # A print of one text repeats nothing, and most prints are such: left out, they cost no memory.
    frequent = Counter({value: count for value, count in counts.items() if count > 1})
    kept = dict(frequent.most_common(MAX_REPEATS))
    # Two passes: which blocks are inside the running text is known only when all are counted.
    known = Repeats(len(taught), kept)
    inner: Counter[int] = Counter()
    for place in taught:
        for index in _inside(texts[place], known, taught=True):
            # Parts of a block (``begin``, ``end``) are evidence only, wherever they are.
            inner.update(kept.keys() & texts[place][index].sure)
    return Repeats(len(taught), kept, dict(inner)), frozenset(taught)


def _distinct(texts: Sequence[Sequence[Prints]]) -> list[int]:
    """Return the places of all texts but copies: most long blocks of a copy are in one text before it."""
    first: dict[int, int] = {}
    places: list[int] = []
    for place, prints in enumerate(texts):
        long = {each.exact for each in prints if each.chars > LONG_CHARS}
        # Blocks of several texts may be here; a copy has most of them from a single one.
        owners = Counter(map(first.__getitem__, first.keys() & long))
        if max(owners.values(), default=0) > 0.5 * len(long):
            continue
        places.append(place)
        # The first text owns a block, so that copies of copies point to the same one.
        first |= dict.fromkeys(long - first.keys(), place)
    return places


def _inside(prints: Sequence[Prints], repeats: Repeats, *, taught: bool) -> list[int]:
    """Return the indexes of the blocks that other texts have too, but that are between fresh ones."""
    others = _count_others(prints, repeats, taught=taught)
    fresh = [index for index, count in enumerate(others) if not count]
    # A text without a fresh block has no inside: it is a copy, or all of it is the site's.
    if not fresh:
        return []
    between = range(fresh[0], fresh[-1])
    return list(filter(others.__getitem__, between))


def find_repeats(
    blocks: Sequence[str],
    prints: Sequence[Prints],
    repeats: Repeats,
    *,
    taught: bool,
    authors: Sequence[str] = (),
) -> list[RepeatCounts]:
    """Return for each block of a text how often its site repeats it; *prints* are those of *blocks*."""
    others = _count_others(prints, repeats, taught=taught)
    fresh = [index for index, count in enumerate(others) if not count]
    # Nothing here is the article's for certain, so nothing can be told from it: all stays.
    if not fresh:
        return [RepeatCounts(count, 0, repeated=False) for count in others]
    # Names of repeated blocks would tie these to themselves.
    names = _names_of(blocks[index] for index in fresh)
    inside = range(fresh[0] + 1, fresh[-1])
    full_names = [name for name in authors if " " in name]
    found = []
    for index, (text, each, count) in enumerate(zip(blocks, prints, others, strict=True)):
        tied = not names.isdisjoint(_names_of([text]))
        repeated = _is_everywhere(count, repeats, tied=tied)
        if index not in inside and not repeated:
            # A note about the author is on all of their articles only, perhaps on too few for the site.
            is_of_author = count > 0 and any(map(text.__contains__, full_names))
            repeated = is_of_author or _is_at_edges(each, count, repeats, tied=tied)
        # Parts count here: a line that begins alike and goes on otherwise is evidence, too.
        known = repeats.others(each.all, taught=taught)
        is_known = known >= KNOWN_SHARE * repeats.pages
        found.append(
            RepeatCounts(
                others=count,
                known=known * is_known,
                repeated=repeated,
            )
        )
    return found


def _count_others(prints: Sequence[Prints], repeats: Repeats, *, taught: bool) -> list[int]:
    """Return for each block on how many other texts it is, sums, dates and names aside.

    These are not put aside where most of the text would repeat then: a report made from a form
    (weather, shares, results) is an article though only its sums and names are new.
    """
    exact = [repeats.others((each.exact,), taught=taught) for each in prints]
    alike = [repeats.others(each.sure, taught=taught) for each in prints]
    chars = [each.chars for each in prints]
    new = sum(chars) - sum(compress(chars, alike))
    # Exact copies are alike, too.
    formed = sum(compress(chars, alike)) - sum(compress(chars, exact))
    # More of the text is made from the form than is new: the form is the article.
    return exact if formed > new else alike


def _is_everywhere(others: int, repeats: Repeats, *, tied: bool) -> bool:
    """Return whether a block is on so much of the site that it is no article's, wherever it is."""
    if others < _SEEN_OFTEN:
        return False
    # ``others`` leaves out the text itself, which is one of ``pages``: hence the one more.
    if tied:
        return others + 1 >= TIED_SHARE * repeats.pages
    return others >= MIN_SHARE * repeats.pages


def _is_at_edges(prints: Prints, others: int, repeats: Repeats, *, tied: bool) -> bool:
    """Return whether a block at an edge of its text is one that the site puts there."""
    needed = _needed_at_edges(repeats.pages)
    if tied:
        needed *= TIED
    if others < max(1, needed - 1):
        return False
    # The most frequent print decides, since it is the one by which ``others`` was counted.
    value = max(filter(None, prints.sure), key=repeats.count)
    # What is often between fresh blocks elsewhere is background that articles share, and stays.
    return repeats.inner.get(value, 0) <= MAX_INNER_SHARE * repeats.counts.get(value, 1)


def _needed_at_edges(pages: int) -> float:
    """Return on how many texts of a site of so many *pages* a block at an edge is the site's."""
    if pages <= _FEW_PAGES:
        return _SEEN_OFTEN
    # A share alone asks too little of a small site and too much of a large one.
    return max(_MIN_EDGE, min(MAX_EDGE_PAGES, EDGE_SHARE * pages))


def _names_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words with a capital, the first of each text aside."""
    # From the second character on: the first word of a sentence has its capital anyway.
    words = chain.from_iterable(NAME.findall(text, 1) for text in texts)
    capital = (name for name in words if name[0].isupper())
    return frozenset(capital) - CAPITAL_DATES
