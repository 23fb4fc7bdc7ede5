"""Signals of a text: the measures that filters of a corpus use, taken and never acted upon.

Shares are 0–1, rounded to four digits. They are of the text as it is written, blocks as lines.

Source: the filters of Gopher (arXiv 2112.11446, table A1) and C4 (arXiv 1910.10683) as datatrove
    and NeMo Curator have them; stop words are those of jusText, which trafilatura brings.
"""

import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from newscrawl.model.items import Block, Draft, Removal
from newscrawl.model.signals import Signals
from newscrawl.text.language import DETECTOR, score_language

_NAMES: Mapping[str, str] = {
    "af": "Afrikaans", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish", "et": "Estonian",
    "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician",
    "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian",
    "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ka": "Georgian", "kk": "Kazakh",
    "kn": "Kannada", "ku": "Kurdish", "ky": "Kyrgyz", "la": "Latin", "lb": "Luxembourgish",
    "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam", "mr": "Marathi",
    "ms": "Malay", "mt": "Maltese", "ne": "Nepali", "nl": "Dutch", "no": "Norwegian_Bokmal",
    "oc": "Occitan", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek",
    "vi": "Vietnamese", "yo": "Yoruba",
}  # fmt: skip
_PUNCTUATION = "\"'.,;:!?()[]«»„“”‚‘’…–—-/&%।،؛؟。、，！？：；（）「」『』《》"
UNKNOWN = -1.0
_UNSEEN = frozenset({"field", "hidden"})
"""Categories of removals that are not cut out of the text: kept elsewhere, or never shown."""


def signals_of(blocks: Sequence[Block], removed: Sequence[Removal], claim: str | None) -> Signals:
    """Return the signals of a text; *claim* is the language that its page states."""
    text = "\n".join(block.text for block in blocks)
    detected, score = score_language(text)
    base = Signals(claim or "", detected, round(score, 4), DETECTOR)
    # Stop words of the detected language: pages often state a wrong one.
    return _measured(base, blocks, removed, detected or claim or "")


def _measured(
    signals: Signals, blocks: Sequence[Block], removed: Sequence[Removal], language: str
) -> Signals:
    """Return *signals* with the counts of the text."""
    lines = [block.text for block in blocks]
    text = "\n".join(lines)
    chars = sum(map(len, lines))
    gone = sum(len(one.text) for one in removed if one.category not in _UNSEEN)
    # Whole lines, as the filters of Gopher count them: repetition within a line is prose.
    counts = Counter(lines)
    repeated = chars - sum(map(len, counts))
    words = text.lower().split()
    return replace(
        signals,
        chars=chars,
        words=len(words),
        lines=len(lines),
        mean_line_chars=round(chars / max(1, len(lines)), 1),
        repeated_line_share=_share(repeated, chars),
        symbol_share=_share(*_symbols(text)),
        stop_word_share=stop_word_share(words, language),
        removed_share=_share(gone, chars + gone),
    )


def agreement(sizes: Sequence[int], kept: Collection[int], taken: Collection[int]) -> float:
    """Return how far two readings of a page agree: twice the text that both took, by the texts of each.

    *sizes* are those of the segments of the page, *kept* and *taken* are indexes of the two
    readings.
    """
    first, second = set(kept), set(taken)
    size_of = sizes.__getitem__
    both = sum(map(size_of, first & second))
    return _share(2 * both, sum(map(size_of, first)) + sum(map(size_of, second)))


def without_block(draft: Draft) -> Draft:
    """Return *draft*, which lost a block after its signals were measured, with its present ones."""
    signals = draft.signals
    if signals is None:
        return draft
    language = signals.language_detected or signals.language_claim
    return replace(draft, signals=_measured(signals, draft.blocks, draft.removed, language))


def _share(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def _symbols(text: str) -> tuple[int, int]:
    """Return how many characters are neither letters, digits nor punctuation, and how many there are."""
    # By the different characters of the text, some hundred: ``count`` is in C.
    characters = set(text)
    spaces = set(filter(str.isspace, characters))
    odd = sum(map(text.count, filter(_is_symbol, characters - spaces)))
    return odd, len(text) - sum(map(text.count, spaces))


def _is_symbol(character: str) -> bool:
    if character.isalnum() or character in _PUNCTUATION:
        return False
    # Marks are parts of letters in Indic scripts.
    return unicodedata.category(character)[0] not in "MP"


def stop_word_share(words: Sequence[str], language: str) -> float:
    """Return the share of *words* that are among the most frequent of *language*; -1: no list is known."""
    known = _stop_words(language)
    if not known:
        return UNKNOWN
    # Each different word is stripped and looked up once.
    counts = Counter(words)
    stop_words = [word for word in counts if word.strip(_PUNCTUATION) in known]
    return _share(sum(map(counts.__getitem__, stop_words)), len(words))


@lru_cache(maxsize=32)
def _stop_words(language: str) -> frozenset[str]:
    """Return the most frequent words of *language*, lower case; empty where no list is known."""
    import justext  # noqa: PLC0415 - the crawl's own process, which imports this module, asks for none

    name = _NAMES.get(language)
    return frozenset(map(str.lower, justext.get_stoplist(name))) if name else frozenset()
