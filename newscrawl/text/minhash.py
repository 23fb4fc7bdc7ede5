"""Sketches of texts, by which near duplicates are found: MinHash over runs of words, cut into bands.

Two texts that share the share s of their runs agree in one band of ``ROWS`` values with odds of
s**ROWS, so of pairs at 0.8 all but one in a thousand meet in one of ``BANDS``. Source: Leskovec,
Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3. Hashing is rensa's.
"""

import re
import struct
from functools import lru_cache
from hashlib import blake2b

from rensa import RMinHash

PERMUTATIONS, BANDS = 128, 21
ROWS = PERMUTATIONS // BANDS
WORDS, CHARACTERS = 4, 6
MIN_RUNS = 40
"""A text with fewer runs has no sketch: two short notes of one form share most of their words."""
_FORMAT = struct.Struct(f"<{PERMUTATIONS}I")
_NO_SPACES_CHARS = 12
"""Words longer than this on average are no words: the script writes none apart."""


@lru_cache(maxsize=64)
def sketch_of(text: str) -> bytes:
    """Return the sketch of *text*; empty where it is too short for one."""
    runs = _runs(text)
    if len(runs) < MIN_RUNS:
        return b""
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update(sorted(runs))
    return _FORMAT.pack(*sketch.digest())


def bands_of(digest: bytes, sketch: bytes) -> list[bytes]:
    """Return the keys under which a text is found: its *digest* for equal ones, bands of its *sketch*."""
    size = 4 * ROWS
    bands = (
        [sketch[start : start + size] for start in range(0, BANDS * size, size)] if sketch else []
    )
    hashes = [
        blake2b(bytes([number]) + band, digest_size=9).digest() for number, band in enumerate(bands)
    ]
    return [b"=" + digest, *hashes]


def similarity(one: bytes, other: bytes) -> float:
    """Estimate the share (0–1) of runs that two texts have in common, by their sketches; 0 without one."""
    if len(one) != _FORMAT.size or len(other) != _FORMAT.size:
        return 0.0
    pairs = zip(_FORMAT.unpack(one), _FORMAT.unpack(other), strict=True)
    same: int = sum(left == right for left, right in pairs)
    return same / PERMUTATIONS


def text_digest(text: str) -> bytes:
    """Return 16 bytes that stand for *text*, however its white space is."""
    return blake2b(" ".join(text.split()).encode("utf-8", "replace"), digest_size=16).digest()


def _runs(text: str) -> set[str]:
    words = re.findall(r"\w+", text.casefold())
    if words and sum(map(len, words)) > _NO_SPACES_CHARS * len(words):
        joined = "".join(words)
        return {joined[start : start + CHARACTERS] for start in range(len(joined) - CHARACTERS + 1)}
    return {" ".join(words[start : start + WORDS]) for start in range(len(words) - WORDS + 1)}
