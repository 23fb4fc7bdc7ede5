"""Signals of a record as a value; ``extract.signals`` measures them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """Figures of a text for filters of a corpus; shares are 0–1, measured and acted upon by nobody.

    Attributes:
        language_claim: Language that the page states (ISO 639-1); empty: none.
        language_detected: What the identifier says; empty where the text is too short.
        language_score: How sure it is.
        language_detector: Its name.
        chars: Characters of the text, without line breaks.
        words: Its parts between white space.
        lines: Its blocks.
        mean_line_chars: Characters of a block on average.
        repeated_line_share: Share of the characters in blocks that repeat an earlier one.
        symbol_share: Share of the characters that are no letter, digit, white space or
            punctuation.
        stop_word_share: Share of the words that are among the most frequent ones of the language;
            -1: no list of them is known.
        removed_share: Share of the text as extracted that was removed.
        agreement: Share of the characters that both our reading and trafilatura's took; -1 where
            trafilatura was not asked, since the site's profile foretold the page.
    """

    language_claim: str = ""
    language_detected: str = ""
    language_score: float = 0.0
    language_detector: str = ""
    chars: int = 0
    words: int = 0
    lines: int = 0
    mean_line_chars: float = 0.0
    repeated_line_share: float = 0.0
    symbol_share: float = 0.0
    # Not 0, which would say that the text has none of them.
    stop_word_share: float = -1.0
    removed_share: float = 0.0
    agreement: float = 0.0


NO_SIGNALS = Signals()
