"""Kinds of values that a setting takes: how each is read, and what is said of one that cannot be read."""

import difflib
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from newscrawl.errors import ConfigError

# No sign: no size and no time is below zero.
_AMOUNT = re.compile(r"\s*(\d+(?:[._]\d+)*)\s*([A-Za-z]*)\s*")
_SECONDS = {"": 1, "ms": 0.001, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_BYTES = {"": 1, "b": 1} | {
    f"{letter}{ending}": base ** (power + 1)
    for power, letter in enumerate("kmgt")
    # IEC 80000-13: KiB is 1024; a plain kB, and the letter alone, is 1000.
    for ending, base in (("", 1000), ("b", 1000), ("ib", 1024))
}
# More words than Scrapy's ``getbool`` takes, which raises on all but 0, 1, true and false.
_SWITCHES = {
    **dict.fromkeys(("1", "true", "yes", "on"), True),
    **dict.fromkeys(("0", "false", "no", "off", ""), False),
}
NEAR = 0.7
"""From this likeness on (0–1) a name is taken for another that was mistyped."""
_SHOWN_CHARS = 100
_STATUS_CODES = range(100, 1000)


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is read; *expected* says what one looks like.

    ``read`` gives the value, or raises ``ValueError``. *is_number*: a range may hold for it.
    """

    expected: str
    read: Callable[[Any], Any]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes:
        says: What it means, in a sentence or two, as docs/settings.md has it.
        low, high: Least and greatest value of a number, both allowed; infinite: none.
        choices: The only texts that are allowed, in upper or lower case; empty: any.
    """

    name: str
    kind: Kind
    says: str
    low: float = 0
    high: float = math.inf
    choices: tuple[str, ...] = ()

    def read(self, value: Any) -> Any:
        """Return *value* as its component expects it; ``None`` stays.

        Raises:
            ConfigError: If it is of another type, or out of its range.
        """
        # ``None`` is Scrapy's way to leave a setting to its component.
        if value is None:
            return None
        try:
            return self._judged(self.kind.read(value))
        # ArithmeticError: ``int(float("inf"))`` overflows, and is no more a number than "x".
        except (ValueError, TypeError, ArithmeticError, LookupError) as error:
            said = f"{self.name}={_shown(value)}: expected {self.expected}"
            raise ConfigError(said) from error

    def _judged(self, found: Any) -> Any:
        """Return *found*, or the choice that it is.

        Raises:
            ValueError, LookupError: If it is out of the range, or none of the choices.
        """
        if self.choices:
            return self._choice(str(found))
        if self.kind.is_number and not self.low <= found <= self.high:
            raise ValueError
        return found

    def _choice(self, text: str) -> str:
        """Return the choice that *text* is, as the table spells it: components compare with one form."""
        by_folded = {choice.lower(): choice for choice in self.choices}
        return by_folded[text.lower()]

    @property
    def expected(self) -> str:
        """Description of a value of it, with its range."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        return f"{self.kind.expected}{self._range}"

    @property
    def _range(self) -> str:
        """The range of a number in words, with a comma before it; empty where there is none."""
        if not self.kind.is_number:
            return ""
        if math.isfinite(self.high):
            return f", from {_number(self.low)} to {_number(self.high)}"
        return f", {_number(self.low)} or more" if math.isfinite(self.low) else ""


def _shown(value: object) -> str:
    # The text is shown as it was typed, other values as Python writes these.
    text = value if isinstance(value, str) else repr(value)
    rest = "…" if len(text) > _SHOWN_CHARS else ""
    return f"{text[:_SHOWN_CHARS]}{rest}"


def _number(value: float) -> str:
    if math.isinf(value):
        return "any number"
    # ``g`` alone would show a million as 1e+06.
    return f"{value:,.12g}"


def nearest(name: str, known: Iterable[str], likeness: float = NEAR) -> str | None:
    """Return the one of *known* that *name* is most like, if it is much.

    >>> nearest("sinse", ["site", "since", "until"])
    'since'
    """
    by_folded = {each.lower(): each for each in known}
    # ``difflib`` will do: a few hundred names are compared, once, for a name that is unknown.
    close = difflib.get_close_matches(name.lower(), by_folded, 1, likeness)
    return next(map(by_folded.get, close), None)


def _refuse_flag(value: Any) -> None:
    # ``bool`` is an ``int`` in Python: True would pass as the number 1.
    if isinstance(value, bool):
        raise TypeError


def _read_whole(value: Any) -> int:
    _refuse_flag(value)
    number = value
    if isinstance(value, str):
        # By way of ``float``: "1e6" is a whole number, too.
        number = float(value.replace("_", "").replace(",", ""))
    if number != int(number):
        raise ValueError
    return int(number)


def _read_number(value: Any) -> float:
    _refuse_flag(value)
    number = float(value)
    # NaN compares with nothing, so no range would refuse it.
    if not math.isfinite(number):
        raise ValueError
    return number


def _read_amount(value: Any, units: Mapping[str, float]) -> float:
    found = _AMOUNT.fullmatch(str(value))
    # An unknown unit is left to ``float``, whose error says what was given.
    if found is None or found[2].lower() not in units:
        return _read_number(value)
    return float(found[1].replace("_", "")) * units[found[2].lower()]


def read_seconds(value: Any) -> float:
    """Return a time in seconds.

    >>> read_seconds("1.5h"), read_seconds(20), read_seconds("250 ms")
    (5400.0, 20.0, 0.25)

    Raises:
        ValueError, TypeError: If *value* is not one.
    """
    return _read_amount(value, _SECONDS)


def _read_bytes(value: Any) -> int:
    """Return a number of bytes.

    >>> _read_bytes("1GB"), _read_bytes("64 MiB"), _read_bytes("0.5k")
    (1000000000, 67108864, 500)
    """
    return _read_whole(_read_amount(value, _BYTES))


def _read_switch(value: Any) -> bool:
    return _SWITCHES[str(value).strip().lower()]


def _checked(value: Any, *types: type) -> Any:
    """Return *value*.

    Raises:
        TypeError: If it is of none of *types*.
    """
    if not isinstance(value, types):
        raise TypeError
    return value


def _read_text(value: Any) -> str:
    text = str(_checked(value, str))
    # Bytes of the command line that are no text: state, records and reports name folders as text.
    text.encode()
    return text


def _read_list(value: Any) -> list[Any]:
    listed = _split_list(value) if isinstance(value, str) else value
    return list(_checked(listed, list, tuple, set, frozenset, range))


def _split_list(text: str) -> Any:
    stripped = text.strip()
    # JSON where a value has a comma of its own, as Scrapy's ``getlist`` cannot take it.
    if stripped.startswith("["):
        return json.loads(stripped)
    return list(map(str.strip, filter(None, stripped.split(","))))


def _read_codes(value: Any) -> list[int]:
    codes = list(map(_read_whole, _read_list(value)))
    # RFC 9110 15: a status code has three digits; sites use others than those that are registered.
    if not all(map(_STATUS_CODES.__contains__, codes)):
        raise ValueError
    return codes


def _read_table(value: Any) -> Any:
    # Empty on the command line (``--set X=``) switches a table off.
    found = json.loads(value or "{}") if isinstance(value, str) else value
    return _checked(found, Mapping)


COUNT = Kind("a whole number", _read_whole, is_number=True)
NUMBER = Kind("a number", _read_number, is_number=True)
SECONDS = Kind("a number of seconds, or a time such as 30s, 5m, 2h", read_seconds, is_number=True)
BYTES = Kind("a number of bytes, or a size such as 500MB or 2GiB", _read_bytes, is_number=True)
SWITCH = Kind("1 or 0 (true or false, yes or no, on or off)", _read_switch)
TEXT = Kind("a text", _read_text)
LIST = Kind("texts separated by commas, or a JSON list", _read_list)
CODES = Kind("HTTP status codes separated by commas", _read_codes)
TABLE = Kind("a JSON object", _read_table)
