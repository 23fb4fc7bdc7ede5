"""The data that a page brings for its own scripts, as values: JSON of script elements and attributes.

Untrusted, and read as such: nothing is run, sizes are bounded, what cannot be read is left out.
"""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from lxml.html import HtmlElement

from newscrawl.extract.metadata.brokenjson import load_json
from newscrawl.extract.pagedata.flight import PUSH, rows_of
from newscrawl.extract.pagedata.references import may_refer, with_referred
from newscrawl.web.jsonvalues import as_object, as_text, loaded

MAX_TOTAL_CHARS: Final = 8_000_000
MIN_CHARS: Final = 300
MAX_STARTS: Final = 200
"""Places in the scripts of a page at which a value is looked for."""
MAX_BROKEN: Final = 3
"""Values of a page that are no JSON, but perhaps an object of JavaScript, and are read tolerantly."""
MAX_STORES: Final = 3
"""Values of a page in which references are replaced."""
MAX_DEPTH: Final = 60

# As browsers' JSON has neither NaN nor Infinity, these become None.
_STRICT: Final = json.JSONDecoder(strict=False, parse_constant=lambda _name: None)
_START = re.compile(
    r"""(?: (?P<name>[\w.$\[\]"']{1,80}) \s*+ = \s*+ | [=(] \s*+ | \breturn\s++ )
        (?: (?:JSON\.parse\( \s*+)? (?P<quoted>["']) (?= [{\[] | %7B | %5B | eyJ | W3s | \\(?:u00|x)[57]b )
          | (?=[{\[]) )""",
    re.VERBOSE | re.IGNORECASE,
)
"""Where a literal may begin, or a string that is JSON: as it is, or written in percents, in base64
or in escapes."""
_LITERAL = re.compile(
    r"""  "(?P<double>(?:[^"\\]|\\.)*+)(?:"|\\?\Z) | '(?P<single>(?:[^'\\]|\\.)*+)(?:'|\\?\Z)
        | `(?P<ticked>(?:[^`\\]|\\.)*+)(?:`|\\?\Z)
        | (?P<comment> //[^\n]*+ | /\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/|\Z) )
        | (?P<method> (?<=["'`])\.\w++\([^()"'`]*+\) )
        | (?P<function> function\s*+\w*+\s*+\([^()]*+\)\s*+\{[^{}]*+\} )
        | (?P<call> (?:new\s++)?[A-Za-z_$][\w$.]*+\([^()"'`{}\[\]]*+\) )
        | (?P<comma>,)(?=\s*+[}\]]) | (?P<key>[A-Za-z_$][\w$]*+)(?=\s*+:) | !(?P<bit>[01])
        | (?P<word>[A-Za-z_$][\w$.]*+(?:\ 0)?)  """,
    re.VERBOSE | re.DOTALL,
)
_STRING = re.compile(r""""(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'""", re.DOTALL)
_CODE_TYPE = re.compile(r"(?:module|.*javascript.*)?", re.DOTALL)
"""The types of scripts that browsers run."""
_FUNCTION = re.compile(r"function\s*\(([\w$,]*)\)\s*\{\s*return\s*$")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(['`$\n]))")
_QUOTE = re.compile(r'(\\.)|"', re.DOTALL)
_CONSTANTS: Final = frozenset({"true", "false", "null"})
_DEVALUE_WRAPPERS: Final = frozenset(
    "Reactive ShallowReactive Ref ShallowRef EmptyRef EmptyShallowRef".split()
)


_FLAT_MIN, _PAIR = 2, 2
"""A flat list has more entries than the first; wrappers are pairs. Source: github.com/sveltejs/devalue."""
MAX_HEAD_CHARS: Final = 5_000
"""So far before a literal the head of the function that returns it is looked for."""


@dataclass(frozen=True, slots=True)
class PageData:
    """One value that a page brings.

    Attributes:
        name: Where it was: ``json-ld``, the id of a script, the name that a script gives it, an
            attribute.
    """

    name: str
    value: object


def read_data(tree: HtmlElement) -> Iterator[PageData]:
    """Yield the values that *tree* brings, in document order; *tree* is not changed."""
    reader = _Reader()
    scripts = list(tree.iter("script"))
    # Asked for once: lxml decodes a text each time.
    texts = list(map(_text_of, scripts))
    for script, text in zip(scripts, texts, strict=True):
        # Browsers pass over what is in a script with a source.
        if len(text) >= MIN_CHARS and not script.get("src"):
            yield from reader.read(script, text)
    yield from reader.streamed(list(filter(_is_push, texts)))
    # Attributes last: frameworks put what they need at once into scripts.
    attributes = tree.xpath(f"//@*[string-length() >= {MIN_CHARS}]")
    for text in filter(_looks_like_json, attributes):
        yield from reader.whole(str(text.attrname), str(text))


def flight_scripts(tree: HtmlElement) -> Iterator[str]:
    """Yield the scripts of *tree* in which Next.js sends pieces of its data."""
    return filter(_is_push, map(_text_of, tree.iter("script")))


def _text_of(script: HtmlElement) -> str:
    return script.text or ""


def _is_push(text: str) -> bool:
    return PUSH in text


def _looks_like_json(text: str) -> bool:
    return text.lstrip().startswith(("{", "["))


@dataclass(slots=True)
class _Reader:
    left_chars: int = MAX_TOTAL_CHARS
    left_starts: int = MAX_STARTS
    left_broken: int = MAX_BROKEN
    left_stores: int = MAX_STORES
    _seen: set[int] = field(default_factory=set)

    def read(self, script: HtmlElement, text: str) -> Iterator[PageData]:
        kind = script.get("type", "").lower()
        if "ld+json" in kind:
            return self.whole("json-ld", text)
        is_code = _CODE_TYPE.fullmatch(kind) is not None
        # Of a type that browsers pass over it may be JSON as well, or a template of HTML.
        if "json" in kind or (not is_code and _looks_like_json(text)):
            return self.whole(script.get("id") or "json", text)
        return self.assigned(text) if is_code else iter(())

    def streamed(self, pieces: Sequence[str]) -> Iterator[PageData]:
        """Return the values that Next.js sends in *pieces*, over all scripts of a page."""
        self.left_chars -= sum(map(len, pieces))
        if self.left_chars < 0:
            return iter(())
        return map(partial(PageData, "__next_f"), rows_of(pieces))

    def whole(self, name: str, text: str) -> Iterator[PageData]:
        """Return the value that is all of *text*."""
        # Counted before it is read: a text that is too long costs nothing more.
        self.left_chars -= len(text)
        if self.left_chars < 0:
            return
        try:
            value = _STRICT.decode(text.strip())
        # Deep nesting is a ``RecursionError``; the tolerant reader has a bound of its own.
        except (ValueError, RecursionError):
            yield from map(partial(PageData, name), self._broken(text))
        else:
            yield PageData(name, self._value_of(value, text))

    def assigned(self, text: str) -> Iterator[PageData]:
        """Return the values that a script assigns, returns or hands on as literals."""
        self.left_chars -= len(text)
        place = 0
        while self.left_chars >= 0 and self.left_starts > 0:
            match = _START.search(text, place)
            if match is None:
                return
            # Bounded: each start may read on to the end of the script.
            self.left_starts -= 1
            name = match["name"] or "script"
            is_quoted = match["quoted"] is not None
            if is_quoted:
                # ``JSON.parse("…")``: the literal is a string that holds JSON once more.
                written, place = _quoted(text, match.start("quoted"))
                yield from self.whole(name, written)
                continue
            value, place = self._literal(text, match.end())
            if isinstance(value, dict | list):
                yield PageData(name, self._value_of(value, text))

    def _literal(self, text: str, start: int) -> tuple[object, int]:
        """Return the literal at *start* (``None``: there is none), and the place to go on from."""
        try:
            # JSON first: most literals are JSON, and the tolerant way rewrites all of the rest.
            return _STRICT.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            failed_at = getattr(error, "pos", start)
        # Rewriting costs the length of the script; few values of a page are worth it.
        is_short = len(text) - start < MIN_CHARS
        is_empty = text.startswith("{}", start)
        if self.left_broken <= 0 or is_short or is_empty:
            return None, start + 1
        self.left_broken -= 1
        try:
            literal = as_json(text[start:], arguments_of(text, start))
            return _STRICT.raw_decode(literal)[0], max(start + 1, failed_at)
        except (ValueError, RecursionError):
            return None, start + 1

    def _value_of(self, value: object, text: str) -> object:
        """Return what a *value* that was read from *text* stands for."""
        value = _revived(value)
        if self.left_stores <= 0 or not may_refer(text):
            return value
        self.left_stores -= 1
        return with_referred(value)

    def _broken(self, text: str) -> list[object]:
        self.left_broken -= 1
        if self.left_broken < 0:
            return []
        return load_json(text)


def _quoted(text: str, start: int) -> tuple[str, int]:
    """Return the string at *start* as the JSON that it writes (empty: it is none), and where it ends."""
    match = _STRING.match(text, start)
    if match is None:
        return "", start + 1
    written = _loaded_string(as_json(match[0], {}))
    decode = next((_DECODERS[begin] for begin in _DECODERS if written.startswith(begin)), str)
    return decode(written), match.end()


def _loaded_string(written: str) -> str:
    return as_text(loaded(written))


def _from_base64(written: str) -> str:
    """Return the text that *written* is in base64; empty where it is not."""
    try:
        return b64decode(written).decode("utf-8", "replace")
    except ValueError:
        return ""


_DECODERS: Final[Mapping[str, Callable[[str], str]]] = {
    "%": unquote,
    "eyJ": _from_base64,
    "W3s": _from_base64,
}
"""What reads a string that holds JSON in another writing, by its beginning."""


def arguments_of(text: str, start: int) -> dict[str, str]:
    """Return as JSON, by name, the arguments of the function that returns the literal at *start*.

    >>> text = "x=(function(a,b){return {c:a}}('one',2));"
    >>> arguments_of(text, text.index("{c"))
    {'a': '"one"', 'b': '2'}
    """
    head = _FUNCTION.search(text[max(0, start - MAX_HEAD_CHARS) : start])
    # Nuxt 2 wraps its data in a function whose arguments are the values that occur often.
    call = text.rfind("}(")
    if head is None or call < start:
        return {}
    listed = text[call + 2 :].rpartition("))")[0]
    try:
        values = _STRICT.raw_decode(as_json(f"[{listed}]", {}))[0]
    except (ValueError, RecursionError):
        return {}
    names = head[1].split(",")
    return dict(zip(names, map(json.dumps, values), strict=False))


def as_json(text: str, names: Mapping[str, str]) -> str:
    """Write the literals of a script at the beginning of *text* as JSON; what *names* lacks becomes ``null``.

    >>> as_json("{a: 'it', b: x, c: !0,}", {"x": "1"})
    '{"a": "it", "b": 1, "c": true}'
    """
    # By one pattern over strings and words: within a string nothing is rewritten.
    return _LITERAL.sub(lambda match: _json_token(match, names), text)


def _json_token(match: re.Match[str], names: Mapping[str, str]) -> str:
    """Write one token of a script as JSON."""
    kind = str(match.lastgroup)
    text = match[kind]
    if kind != "word":
        return _TOKENS[kind](text)
    if text in _CONSTANTS:
        return text
    # A variable that is not known has no value here: nothing is run.
    return names.get(text, "null")


def _double_quoted(text: str) -> str:
    return f'"{_plain_escapes(text)}"'


def _escaped_quote(found: re.Match[str]) -> str:
    """Return an escape as it is, and a quotation mark escaped."""
    return found[1] or '\\"'


def _single_quoted(text: str) -> str:
    return '"' + _QUOTE.sub(_escaped_quote, _plain_escapes(text)) + '"'


def _nothing(_text: str) -> str:
    return ""


_TOKENS: Final[Mapping[str, Callable[[str], str]]] = {
    "double": _double_quoted,
    "single": _single_quoted,
    "key": '"{}"'.format,
    "ticked": _single_quoted,
    "comment": _nothing,
    # ``"…".slice(6)``: what it does to its text is not known, and hardly matters.
    "method": _nothing,
    # ``new Date(…)``: nothing is run.
    "function": lambda _text: "null",
    "call": lambda _text: "null",
    # ``!0`` is true, and ``!1`` false.
    "bit": {"0": "true", "1": "false"}.__getitem__,
    # Of the last entry of a list: JSON has none there.
    "comma": _nothing,
}
"""How each kind of token but words is written as JSON."""


def _plain_escapes(text: str) -> str:
    """Return a string of JavaScript with the escapes of JSON: it has others for quotes and bytes."""
    return _ESCAPE.sub(lambda found: f"\\u00{found[1]}" if found[1] else found[2], text)


def _revived(value: object) -> object:
    """Return the value that a flat list stands for, as the library devalue writes it; others as they are.

    Each entry holds numbers of others in the place of its parts. Source:
    github.com/sveltejs/devalue.
    """
    if not isinstance(value, list) or len(value) <= _FLAT_MIN:
        return value
    # The first entry is the root, and refers to others by number.
    if not _refers(value[0]):
        return value
    return _Reviver(value).revive(0, 0)


def _refers(first: object) -> bool:
    """Return whether the parts of *first* are numbers of other entries."""
    # The first of a list names its kind.
    parts = first[1:] if isinstance(first, list) else as_object(first).values()
    # The type itself: ``bool`` is an ``int`` to ``isinstance``.
    return set(map(type, parts)) == {int}


@dataclass(slots=True)
class _Reviver:
    entries: list[Any]
    made: dict[int, object] = field(default_factory=dict)

    def revive(self, index: Any, depth: int) -> object:
        """Return the value number *index*; each is made once, and may then be in several places."""
        # The type itself: ``bool`` is an ``int`` to ``isinstance``.
        is_number = type(index) is int and index in range(len(self.entries))
        if not is_number or depth > MAX_DEPTH:
            return None
        if index not in self.made:
            # Before it is made: an entry that refers to itself must end.
            self.made[index] = None
            self.made[index] = self._make(self.entries[index], depth + 1)
        return self.made[index]

    def _make(self, entry: object, depth: int) -> object:
        make = _MAKERS.get(type(entry), _Reviver._itself)
        return make(self, entry, depth)

    def _itself(self, entry: object, _depth: int) -> object:
        return entry

    def _object(self, entry: dict[str, object], depth: int) -> object:
        return {key: self.revive(part, depth) for key, part in entry.items()}

    def _list(self, entry: list[object], depth: int) -> object:
        is_wrapper = len(entry) == _PAIR and isinstance(entry[0], str)
        if not is_wrapper:
            return [self.revive(part, depth) for part in entry]
        if entry[0] in _DEVALUE_WRAPPERS:
            return self.revive(entry[1], depth)
        # Other wrappers are dates, sets and errors: none of them holds a text.
        return None


_MAKERS: Final[Mapping[type, Callable[[_Reviver, Any, int], object]]] = {
    dict: _Reviver._object,
    list: _Reviver._list,
}
"""What makes the value of an entry, by its type; others stand for themselves."""
