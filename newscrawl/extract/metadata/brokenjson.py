"""A tolerant JSON reader: broken text in, whatever could be read out.

``json`` comes first; only what it refuses is tokenised here by one regular expression and put
together by a small machine with an explicit stack. Trailing and missing commas, comments, CDATA
marks, raw line breaks, unescaped quotes, single-object sequences and cut-off text are all read;
nothing is raised, and the time is linear in the length of the text.
"""

import json
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final

MAX_CHARS = 1_000_000
MAX_BROKEN_CHARS = 300_000
MAX_DEPTH = 60

# Raw line breaks in strings are taken, as many pages have them; NaN becomes None, no JSON value.
_STRICT: Final = json.JSONDecoder(strict=False, parse_constant=lambda _name: None)

# A quote ends a string only where JSON goes on after it; possessive, so that nothing is tried
# twice.
_TOKEN = re.compile(
    r"""
      (?P<skip> [\s;]++ | //[^\n]*+ | /\*(?:[^*]|\*(?!/))*+(?:\*/)? | <!--|-->|<!\[CDATA\[|\]\]> )
    | "(?P<string> (?: [^"\\]++ | \\.
                  | "(?! \s*+ (?: [:}\]] | \Z | ,\s*+(?:["{\[}\]\d/-]|true|false|null|\Z) ) ) )*+ ) "?
    | (?P<mark> [{}\[\]:,] )
    | (?P<word> [^\s{}\[\]:,"]++ )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None}
_OPENING: Final[dict[str, type]] = {"{": dict, "[": list}
_CLOSING: Final[dict[str, type]] = {"}": dict, "]": list}
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


def load_json(text: str) -> list[object]:
    """Return the values that *text* holds, in order: one for well-formed JSON, none for none.

    >>> load_json('{"a": "say "hi" to all", /* no */ "b": [1,],}')
    [{'a': 'say "hi" to all', 'b': [1.0]}]
    """
    if len(text) <= MAX_CHARS:
        try:
            # In C, and right for nearly all pages: the tolerant way costs many times as much.
            return [_STRICT.decode(text.strip())]
        # Deep nesting is a ``RecursionError``; the machine below has a bound of its own.
        except (ValueError, RecursionError):
            pass
    text = text[:MAX_BROKEN_CHARS]
    # Some pages escape the whole script: "&quot;" in the place of each quote.
    if '"' not in text:
        text = unescape(text)
    return _Builder().build(text)


@dataclass(slots=True)
class _Builder:
    """Puts tokens together.

    ``stack`` holds the open containers, ``keys`` for each the key that waits for its value,
    ``last`` the string that becomes a key if a colon follows.
    """

    roots: list[object] = field(default_factory=list)
    stack: list[Any] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    last: str | None = None

    def build(self, text: str) -> list[object]:
        for token in _TOKEN.finditer(text):
            kind = token.lastgroup
            if kind == "mark":
                # Too deep: what was read so far stays.
                if not self._mark(token[0]):
                    break
            elif kind == "string":
                self._scalar(_unescape_string(token["string"]))
            elif kind == "word":
                self._scalar(_word(token[0]))
        return self.roots

    def _mark(self, mark: str) -> bool:
        if mark in _OPENING:
            return self._open(_OPENING[mark]())
        if mark in _CLOSING:
            self._close(_CLOSING[mark])
        # A colon outside of any object is a part of broken text.
        elif mark == ":" and self.stack and self.last is not None:
            self.keys[-1] = self.last
        self.last = None
        return True

    def _open(self, container: object) -> bool:
        if len(self.stack) >= MAX_DEPTH:
            return False
        if self.stack:
            self._put(container)
        else:
            self.roots.append(container)
        self.stack.append(container)
        self.keys.append(None)
        self.last = None
        return True

    def _close(self, kind: type) -> None:
        """Close the innermost container of *kind* and those left open in it."""
        # A closing mark without its opening one is passed over, not taken for the end of another.
        if kind not in map(type, self.stack):
            return
        while type(self.stack[-1]) is not kind:
            self._drop()
        self._drop()

    def _drop(self) -> None:
        self.stack.pop()
        self.keys.pop()

    def _scalar(self, value: object) -> None:
        if not self.stack:
            return
        # In an object without a waiting key this is the next key, if a colon follows.
        if self.keys[-1] is None and isinstance(self.stack[-1], dict):
            self.last = value if isinstance(value, str) else None
        else:
            self._put(value)

    def _put(self, value: object) -> None:
        holder = self.stack[-1]
        if isinstance(holder, list):
            holder.append(value)
        elif self.keys[-1] is not None:
            # The first value of a doubled key: in cut or glued
            # text later ones belong to something else.
            holder.setdefault(self.keys[-1], value)
            self.keys[-1] = None


def _word(word: str) -> object:
    """Return a constant or a number; any other bare word unchanged, since it may be a key."""
    if word in _WORDS:
        return _WORDS[word]
    # At most 15 digits: longer ones are ids, which a float would change.
    return float(word) if _NUMBER.fullmatch(word) else word.strip("'")


def _unescape_string(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_escaped, text)
    # Surrogate pairs that are escaped one by one become the one character that they stand for.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _escaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _CONTROLS.get(code, code)
