"""The words of the code and its documentation: ``python -m tests.support.prose``, part of ``make check``.

Two lists. Phrases of the first must not occur: users read them in messages, and a plain one exists. Turns of the second make
docstrings hard to read; each has a limit, a share of all docstrings of newscrawl, which is only ever lowered.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[2]

PLAIN: Final[Mapping[str, str]] = {
    r"make room(?:,| or) give leave|\bno leave\b": "free disk space or fix the permissions",
    r"no one place holds it": "it has no fixed place",
    r"taken over; it is not learned anew": "imported; it is learned again only if …",
    r"something stands in the way of": "the page is a …",
    r"Source: issue \d+|\bissue \d+(?=[,.) ])": "the text or a link that a reader can follow",
    r"\.\./shared\b": "the text or a link that a reader can follow",
    r"(?i)\butili[sz]e\b": "use",
    r"(?i)\bin order to\b": "to",
    r"\banew\b": "again",
    r"\bno address is given\b": "no URL is given",
    r"(?i)\b(?:mother|nursery)\b": "fork server",
    r"\b(?:is|are) none of ours\b": "is not one of ours",
}
"""Phrases that nobody writes again, and what to write instead."""

LIMITS: Final[Mapping[str, tuple[str, float]]] = {
    "'is none' for 'is not a …'": (r"(?<!there )\b(?:is|are|was|were) none\b", 0.005),
    "'what' as a noun": (
        r"\b[Ww]hat (?:is|are|was|were|goes|stands|came|comes|stays|has|have|does|a|the)\b",
        0.04,
    ),
    "'goes' for 'is removed'": (r"\b(?:goes|go|went|gone)\b(?=[,.;:]| with it\b)", 0.006),
    "'from which on', 'up to which'": (r"\b(?:from which on|up to which)\b", 0.002),
    "'stands' for 'is'": (r"\bst(?:ands?|ood)\b(?! (?:for|alone)\b)", 0.002),
    "'behind', 'beside', 'anew'": (r"\b(?:behind|beside|anew)\b", 0.008),
    "'address' for 'URL'": (r"\baddress(?:es)?\b", 0.02),
    "'Give' and 'Say' for 'Return'": (
        r"\A(?:Give(?! (?:out|up|back|nothing|the store up))|Say|Tell whether)\b",
        0.002,
    ),
}
"""Turns of docstrings, and the share (0–1) of all docstrings that may have each."""


def texts() -> Iterator[tuple[str, str]]:
    """The text of each file that is written for people, by its name."""
    for pattern in ("newscrawl/**/*.py", "docs/*.md", "*.md"):
        for path in sorted(ROOT.glob(pattern)):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def docstrings() -> Iterator[str]:
    """Each docstring of the package."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for path in sorted((ROOT / "newscrawl").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, kinds) and (text := ast.get_docstring(node)):
                yield text


def phrases() -> list[str]:
    """One line for each forbidden phrase, with its place and the plain one."""
    return [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]!r}: write {plain!r}"
        for name, text in texts()
        for phrase, plain in PLAIN.items()
        for found in re.finditer(phrase, text)
    ]


def turns() -> dict[str, float]:
    """The share (0–1) of docstrings that have each turn."""
    every = list(docstrings())
    return {
        name: sum(re.search(pattern, text) is not None for text in every) / len(every)
        for name, (pattern, _) in LIMITS.items()
    }


def complaints() -> list[str]:
    """Everything that is wrong, one line each."""
    shares = turns()
    over = [name for name, (_, limit) in LIMITS.items() if shares[name] > limit]
    return phrases() + [
        f"docstrings of newscrawl/: {name}: expected at most {LIMITS[name][1]:.1%}, got {shares[name]:.1%}; "
        "see CONTRIBUTING.md, Prose"
        for name in over
    ]


def main() -> int:
    """Print what is wrong; ``--shares`` prints the shares too."""
    found = complaints()
    if "--shares" in sys.argv:
        found += [
            f"{share:6.1%} of {LIMITS[name][1]:.1%}  {name}" for name, share in turns().items()
        ]
    print("\n".join(found) or "words: clean")
    return bool(complaints())


if __name__ == "__main__":
    raise SystemExit(main())
