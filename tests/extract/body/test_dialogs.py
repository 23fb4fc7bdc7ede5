"""Dialogs over the page: their text is none, unless the page is one."""

import pytest

from newscrawl.extract.body.dialogs import dialog_verdicts
from tests.support.segmented import segments_of, texts_of

STORY = "<p>Il consiglio ha deciso lunedì di ricostruire il vecchio ponte sul fiume.</p>" * 3
ASKS = "<p>Accetta i cookie per continuare a leggere.</p>"
MENU = "".join(f"<li><a href=/{n}>Sezione numero {n}</a></li>" for n in range(40))


@pytest.mark.parametrize(
    ("body", "is_removed"),
    [
        pytest.param(f"<dialog open>{ASKS}</dialog>{STORY}", True, id="element"),
        pytest.param(f"<div role=dialog>{ASKS}</div>{STORY}", True, id="role"),
        pytest.param(f"<div role=alertdialog><div>{ASKS}</div></div>{STORY}", True, id="alert"),
        pytest.param(f"<div role=region>{ASKS}</div>{STORY}", False, id="another role"),
        pytest.param(f"<div class=dialog>{ASKS}</div>{STORY}", False, id="a name alone"),
        pytest.param(f"<div role=dialog>{ASKS}{STORY}</div><p>Chiudi</p>", False, id="the page is one"),
        pytest.param(f"<ul>{MENU}</ul><div role=dialog>{ASKS}{STORY}</div>", False, id="beside a menu"),
        pytest.param(f"<div role=dialog><ul>{MENU}</ul>{ASKS}</div>{STORY}", True, id="full of links"),
    ],
)  # fmt: skip
def test_dialogs(body: str, is_removed: bool) -> None:
    """Links do not count on either side."""
    segments = segments_of(body)
    found = texts_of(segments, dialog_verdicts(segments))
    assert ("Accetta i cookie per continuare a leggere." in found) is is_removed
    assert not any("consiglio" in text for text in found)
