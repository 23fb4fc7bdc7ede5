"""Whether a page whose end is missing was cut after its article, or in it."""

import re

_UNSEEN = re.compile(r"(?is)<(script|style|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)")
_BOX = re.compile(
    r"(?i)<(/?)(div|section|article|main|body|html|t[dr]|table|[uo]l|aside|footer|nav|header|figure|form)\b"
)
_OUTER = {"article", "main", "body", "html"}
_STEPS = {"": 1, "/": -1}
"""How a tag changes the depth, by its slash."""
_TRIED_WORDS = 40
_LONG_WORD = 20


_OWN_BOXES = 2
"""A paragraph may have a box of its own; when so many boxes more are closed, the article's has ended."""


def is_complete(source: str, text: str) -> bool:
    """Return whether *source*, markup that was cut off, goes on after the article *text* until its box ends.

    The box has ended where ``article``, ``main`` or ``body`` is closed, or two boxes more than were
    opened: a paragraph may have one of its own. ``True`` too where the end of *text* is not found
    as it is.
    """
    # Scripts hold markup in strings, which closes nothing.
    behind = _behind(_UNSEEN.sub(" ", source), text)
    return behind is None or _closes_article(behind)


def _closes_article(markup: str) -> bool:
    """Return whether *markup*, from the last words of an article on, closes the box of the article."""
    depth = 0
    for slash, name in _BOX.findall(markup):
        depth += _STEPS[slash]
        # Negative: more boxes were closed than opened since the article's last words.
        is_outer = depth < 0 and name.lower() in _OUTER
        if is_outer or depth <= -_OWN_BOXES:
            return True
    return False


def _behind(source: str, text: str) -> str | None:
    """Return what follows the last words of *text*, or the words before where these are written otherwise."""
    words = re.findall(r"\w+", text)[-_TRIED_WORDS:]
    # From the end backwards: the last words may be written with entities or markup between.
    for end in range(len(words), 0, -1):
        found = [match.end() for match in re.finditer(_phrase(words[:end]), source)]
        if found:
            # The last place: a summary above the article may have the same words.
            return source[found[-1] :]
    return None


def _phrase(words: list[str]) -> str:
    """Return what finds the last of *words*: three of them, or one that is long."""
    if len(words[-1]) > _LONG_WORD:
        return re.escape(words[-1][-_LONG_WORD:])
    return r"\W{1,20}".join(map(re.escape, words[-3:]))
