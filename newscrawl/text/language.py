"""Language of a text, and of a page: what it says of itself, checked against its text."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

DETECTOR = "py3langid"
"""Name of the identifier: offline, by the author of trafilatura."""
MIN_DETECT_CHARS = 60
"""A shorter text is not guessed at."""
MIN_DOUBT_CHARS = 200
"""A shorter text does not speak against what its page states."""
MAX_DETECT_CHARS = 1_000
"""So much of a text is looked at. Of 400 articles in some thirty languages one is told another by 3,000
characters (zh, wuu), and the score differs by .003 in the mean."""
KEPT = 8
"""Answers that are remembered: a page asks for its language, and its signals for that of what stays."""

_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9_@.-]*)?", re.IGNORECASE)
_THREE: Final = {
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it", "por": "pt",
    "dut": "nl", "nld": "nl", "pol": "pl", "rus": "ru", "ukr": "uk", "cze": "cs", "ces": "cs", "hun": "hu",
    "tur": "tr", "ara": "ar", "chi": "zh", "zho": "zh", "jpn": "ja", "kor": "ko", "hin": "hi", "swe": "sv",
    "nor": "no", "dan": "da", "fin": "fi", "gre": "el", "ell": "el", "heb": "he", "per": "fa", "fas": "fa",
    "ind": "id", "vie": "vi", "tha": "th", "rum": "ro", "ron": "ro", "bul": "bg", "hrv": "hr", "srp": "sr",
    "slk": "sk", "slo": "sk", "slv": "sl", "cat": "ca", "ben": "bn", "urd": "ur", "tam": "ta", "tel": "te",
}  # fmt: skip
_NAMES: Final = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl",
    "nederlands": "nl", "polish": "pl", "polski": "pl", "russian": "ru", "русский": "ru", "ukrainian": "uk",
    "українська": "uk",
    "turkish": "tr", "türkçe": "tr", "arabic": "ar", "العربية": "ar", "chinese": "zh",
    "中文": "zh", "japanese": "ja", "日本語": "ja", "korean": "ko", "한국어": "ko",
    "hindi": "hi", "हिन्दी": "hi",
    "czech": "cs", "čeština": "cs", "hungarian": "hu", "magyar": "hu", "swedish": "sv", "svenska": "sv",
}  # fmt: skip
_SAME: Final = {
    "nb": "no",
    "nn": "no",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "cn": "zh",
    "jp": "ja",
    "kr": "ko",
}
CODES: Final = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu
    hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb
    lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om
    or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)
"""The codes of ISO 639-1, by which records name languages."""
# Languages that a detector mixes up: there the page's own word counts.
_CLOSE_GROUPS: Final = (
    "no da sv", "cs sk", "hr sr bs sl mk bg", "id ms", "es gl ca pt", "ru uk be bg",
    "hi mr ne", "nl af lb de",
    "ar fa ur", "sw rw", "zu xh",
)  # fmt: skip
_CLOSE: Final = tuple(frozenset(group.split()) for group in _CLOSE_GROUPS)


def language_code(value: object) -> str | None:
    """Return the ISO 639-1 code that *value* names, else ``None``.

    >>> [language_code(v) for v in ("de-AT", "en_US", "eng", "Deutsch", "x", 5)]
    ['de', 'en', 'en', 'de', None, None]
    """
    if not isinstance(value, str):
        return None
    word = value.strip().split(",")[0].strip().casefold()[:40]
    if word in _NAMES:
        return _NAMES[word]
    match = _TAG.fullmatch(word)
    if match is None:
        return None
    code = _THREE.get(match[1], match[1])
    return _SAME.get(code, code) if len(code) == 2 else None


def first_language(values: Iterable[object]) -> str | None:
    """Return the first code among *values*."""
    return next((code for value in values if (code := language_code(value))), None)


def detect_language(text: str) -> str | None:
    """Guess the language of *text*; ``None`` when it is too short. The first call loads the model."""
    if len(text) < MIN_DETECT_CHARS:
        return None
    return _guess(text)


def score_language(text: str) -> tuple[str, float]:
    """Return the language of *text* and how sure that is (0–1); empty and 0 where it is too short."""
    if len(text) < MIN_DETECT_CHARS:
        return "", 0.0
    label, score = _classified(text[:MAX_DETECT_CHARS])
    return language_code(label) or "", score


def _guess(text: str) -> str | None:
    return language_code(_classified(text[:MAX_DETECT_CHARS])[0])


@lru_cache(maxsize=KEPT)
def _classified(text: str) -> tuple[str, float]:
    label, score = _identifier().classify(text)
    return label, float(score)


@cache
def _identifier() -> "LanguageIdentifier":
    """Load the identifier, with scores that are shares."""
    from newscrawl.text.language_model import load_identifier  # noqa: PLC0415 - a crawl asks in workers only

    return load_identifier()


def warm_language() -> None:
    """Load the identifier's model, which the first text would wait for."""
    _identifier()


def settle_language(stated: str | None, text: str) -> str | None:
    """Return the language of *text*: as *stated* by its page, unless the text is plainly in another.

    Pages built from a template often state the template's language. Where the detector and the page
    differ only by languages that detectors mix up, the page is right.
    """
    if stated is not None and len(text) < MIN_DOUBT_CHARS:
        return stated
    if stated is not None and _guess(text) == stated:
        return stated
    detected = detect_language(text)
    if stated is None or detected is None or stated == detected:
        return detected or stated
    are_close = any({stated, detected} <= group for group in _CLOSE)
    if are_close or not _is_plainly(text, detected):
        return stated
    return detected


def _is_plainly(text: str, language: str) -> bool:
    """Return whether both halves of *text* are in *language*."""
    half = len(text) // 2
    first, second = _guess(text[:half]), _guess(text[half:])
    return first == language == second
