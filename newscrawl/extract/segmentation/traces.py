"""Traces of elements whose content is no text of the page: formulas, buttons, boxes between two words."""

from collections.abc import Callable, Mapping
from typing import Final

from lxml.html import HtmlElement

from newscrawl.extract.segmentation.formulas import math_text
from newscrawl.extract.segmentation.runs import BUTTON, TextRun

APART = frozenset("input select textarea iframe object embed video audio canvas".split())
"""Elements without text that are between two words as a box does."""


def leave_trace(tag: str, skipped: HtmlElement, run: TextRun, link: str) -> None:
    """Add to *run* what is left of an element *skipped*: nothing for most."""
    leave = _TRACES.get(tag)
    if leave is not None:
        leave(run, skipped, link)


def _add_formula(run: TextRun, math: HtmlElement, link: str) -> None:
    # At least a space: words on both sides of it are two.
    run.add(math_text(math) or " ", link)


def _add_button(run: TextRun, button: HtmlElement, _link: str) -> None:
    # Whether it is a word of the sentence is only known when the line is complete.
    run.mark(BUTTON + "".join(button.itertext()))


def _add_space(run: TextRun, _box: HtmlElement, link: str) -> None:
    run.add(" ", link)


_TRACES: Final[Mapping[str, Callable[[TextRun, HtmlElement, str], None]]] = {
    "math": _add_formula,
    "button": _add_button,
    **dict.fromkeys(APART, _add_space),
}
"""What is left in a sentence of elements that are skipped, by their tag."""
