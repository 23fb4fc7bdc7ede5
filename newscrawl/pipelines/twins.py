"""Pages of one article at several URLs: print pages, mobile pages, a slash; told by their sentences.

A print page has a byline, a date and "Printed from …" in its text, so that a short article and its
print page are not alike enough to be copies of each other by a sketch. But what it adds is no
prose: a page of the same site and title that has no sentence of its own is the same article. One
that adds a sentence is not, so nothing is lost.
"""

import re
from array import array
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from newscrawl.model.article import Article

MAX_TITLES = 20_000
MAX_OF_TITLE = 8
MIN_TITLE_WORDS = 3
MIN_SHARED = 0.5
"""Share (0-1) of the other's sentences that a page has too, at least."""
_MIN_WORDS, _MIN_WIDE = 8, 15
"""Words of a sentence, or characters in scripts without spaces, at which it counts as prose."""
_ENDS = re.compile(r"(?<=[.!?…])[\s\"'”’)]+|(?<=[。！？])|\n+")
_WORD = re.compile(r"\w+")
_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_ADDRESS = re.compile(r"https?:|www\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Known:
    record_id: str
    sentences: "array[int]"


class Twins:
    """The articles of a run by site and title; those that were met first are forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], list[_Known]] = OrderedDict()

    def find(self, article: Article, site: str) -> str | None:
        """Return the id of the record that has all prose of *article*, if there is one."""
        known = self._known.get((site, title_words(article)), [])
        said = dict(_sentences(article.text)) if known else {}
        return next((one.record_id for one in known if _holds(one, said)), None)

    def remember(self, article: Article, site: str) -> None:
        """Note *article*, which is written."""
        title = title_words(article)
        # An empty title would make twins of all pages without one.
        if not title:
            return
        known = self._known.setdefault((site, title), [])
        # Arrays of 64-bit hashes, not texts: 20,000 titles stay in memory for the whole run.
        known.append(_Known(article.id, array("q", (key for key, _ in _sentences(article.text)))))
        del known[:-MAX_OF_TITLE]
        while len(self._known) > MAX_TITLES:
            self._known.popitem(last=False)


def title_words(article: Article) -> str:
    """Return the words of its title, where these tell it from others; else nothing."""
    words = _WORD.findall(article.title.casefold())
    is_telling = (
        # Scripts without spaces have one "word" a sentence: characters are counted there.
        len(words) >= MIN_TITLE_WORDS or len(_WIDE.findall(article.title)) >= _MIN_WIDE // 2
    )
    return " ".join(words) if is_telling else ""


def _holds(other: _Known, said: dict[int, bool]) -> bool:
    """Return whether *other* has all sentences of prose that are *said*, and these much of its own."""
    theirs = set(other.sentences)
    has_own = any(is_prose and key not in theirs for key, is_prose in said.items())
    # Half of the other's sentences: else a stub with no prose would be a twin of any article.
    return not has_own and len(theirs & said.keys()) >= MIN_SHARED * len(theirs)


def _sentences(text: str) -> Iterator[tuple[int, bool]]:
    """Return a number that stands for each sentence of *text*, and whether it is prose."""
    for sentence in _ENDS.split(text):
        words = _WORD.findall(sentence.casefold())
        if words:
            digest = blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest()
            yield int.from_bytes(digest, "big", signed=True), _is_prose(sentence, len(words))


def _is_prose(sentence: str, words: int) -> bool:
    # "Printed from https://…" is what a print page adds, however many words it has.
    if _ADDRESS.search(sentence):
        return False
    return words >= _MIN_WORDS or len(_WIDE.findall(sentence)) >= _MIN_WIDE
