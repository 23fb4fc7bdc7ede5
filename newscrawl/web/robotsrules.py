"""The rules of robots.txt: how a pattern is read, and which paths it matches.

Matching is linear in the URL for each rule: a pattern is split at its ``*`` and the pieces are
sought from left to right, which for ``*`` needs no going back.

Source: RFC 9309 §2.2.2; https://github.com/google/robotstxt; docs/politeness.md.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newscrawl.web.urls import UNRESERVED, without_dots

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_TO_ESCAPE = re.compile(r"[*$\x00- ]|[^\x00-~]")
_BEFORE_PATH = re.compile(r"^(?:[^/?;]*://|//)?[^/?;]*")


@dataclass(frozen=True, slots=True)
class Rule:
    """One ``Allow`` or ``Disallow`` line: pieces between the ``*``, and whether the end is anchored."""

    allow: bool
    pieces: tuple[str, ...]
    anchored: bool
    weight: int
    """Octets of the pattern: the longest match decides (RFC 9309 §2.2.2)."""

    def matches(self, path: str) -> bool:
        """Return whether the pattern matches *path* from its beginning; linear in *path*."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        if rest:
            return self._rest_matches(path, len(first), rest)
        return not self.anchored or len(path) == len(first)

    def _rest_matches(self, path: str, position: int, rest: list[str]) -> bool:
        *middle, last = rest
        for piece in middle:
            found = path.find(piece, position)
            if found < 0:
                return False
            position = found + len(piece)
        if self.anchored:
            return len(path) - len(last) >= position and path.endswith(last)
        return path.find(last, position) >= 0


def path_of(url: str) -> str:
    """Cut *url* down to path and query, which rules match; ``/`` where the URL has no path."""
    rest = _BEFORE_PATH.sub("", without_dots(url).partition("#")[0], count=1)
    return rest if rest.startswith("/") else f"/{rest}"


def allow_rules(value: str) -> Iterator[Rule]:
    """Return the rules of an ``Allow`` line; none for an empty value, which stands for no rule at all."""
    if not value:
        return
    pattern = _pattern(value)
    yield _rule(True, pattern)
    folder, slash, name = pattern.rpartition("/")
    # Google's reading: ``index.html`` stands for its folder.
    if slash and name.startswith("index.htm"):
        yield _rule(True, f"{folder}/$")


def disallow_rules(value: str) -> Iterator[Rule]:
    """Return the rule of a ``Disallow`` line; an empty value forbids nothing."""
    if value:
        yield _rule(False, _pattern(value))


def _rule(allow: bool, pattern: str) -> Rule:
    """Make a rule. ``Disallow`` is decoded as far as RFC 9309 goes, ``Allow`` stays as it is written."""
    body = pattern.removesuffix("$")
    body = re.sub(r"\*+", "*", body if allow else decoded(body))
    return Rule(allow, tuple(body.split("*")), pattern.endswith("$"), len(pattern))


def _pattern(value: str) -> str:
    """Escape a pattern's octets; ``$`` inside it is a plain character, ``*`` never is."""
    head, last = value[:-1], value[-1]
    stars = escaped(head.replace("*", "\0"), keep="\0").replace("\0", "*")
    return stars + (last if last in "*$" else escaped(last))


def escaped(text: str, keep: str = "") -> str:
    """Percent-encode octets beyond ASCII, and ``*`` and ``$``, which patterns use; escapes in upper case.

    Characters of *keep* stay as they are.
    """
    upper = _ESCAPE.sub(lambda match: match[0].upper(), text)
    return _TO_ESCAPE.sub(
        lambda match: match[0] if match[0] in keep else f"%{ord(match[0]):02X}", upper
    )


def decoded(text: str) -> str:
    """Undo the escapes of unreserved characters (RFC 9309 §2.2.2, RFC 3986 §2.3)."""
    return _ESCAPE.sub(_unreserved, text) if "%" in text else text


def _unreserved(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if character in UNRESERVED else match[0]
