"""Corrections: an article's own word that an earlier version of it had something wrong.

They stand at its end, speak as the newsroom and look like the notes that go, but say what holds of
the story: they stay. The phrases are data: ``data/corrections.toml``.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import chain

MAX_CHARS = 600
"""Characters of a block that are looked at: a correction says at its beginning what it is."""
_END_OF_LABEL = r"\s*(?:[:：.–—-]|$|\n)"


def is_correction(text: str) -> bool:
    """Return whether *text* says that the article was corrected, in any of the languages."""
    folded = " ".join(text[:MAX_CHARS].casefold().replace("’", "'").split())
    return _pattern().search(folded) is not None


@cache
def _pattern() -> re.Pattern[str]:
    """Return one pattern for the words of all languages: which one a note is in need not be known."""
    source = files("newscrawl.boilerplate") / "data" / "corrections.toml"
    tables = tomllib.loads(source.read_text(encoding="utf-8")).values()
    says = chain.from_iterable(table["says"] for table in tables)
    labels = chain.from_iterable(table["labels"] for table in tables)
    # Without bounds of words: those of ``says`` are long enough to be sure of, and languages inflect
    # their ends, or put no spaces between words.
    anywhere = "|".join(map(re.escape, sorted(says)))
    at_first = "|".join(map(re.escape, sorted(labels)))
    return re.compile(rf"^\W*(?:{at_first}){_END_OF_LABEL}|{anywhere}")
