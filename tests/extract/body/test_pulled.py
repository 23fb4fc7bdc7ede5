"""Pull quotes: words of the article that the page shows once more."""

import pytest

from newscrawl.extract.body.pulled import MAX_PULLED, pulled_quotes
from tests.support.segmented import segments_of, texts_of

QUOTE = "We did not know that the bridge was in so bad a state"
SAYS = f"<p>“{QUOTE},” the mayor said at the opening on Monday, to the applause of some.</p>"
OTHER = "<p>The works begin in May, and nobody knows yet who pays for them in the end.</p>"
KURZ = "Ein Jahr lang wussten wir nichts davon"


@pytest.mark.parametrize(
    ("body", "is_pulled"),
    [
        pytest.param(f"{SAYS}<blockquote>{QUOTE}</blockquote>", True, id="a quote element"),
        pytest.param(
            f"{SAYS}<blockquote><div><div><div><p>{QUOTE}</p></div></div></div></blockquote>", True, id="a quote, deep",
        ),
        pytest.param(f"{SAYS}<aside><p>{QUOTE}</p></aside>", True, id="aside"),
        pytest.param(f"<div class=pull-quote><p>{QUOTE}</p></div>{SAYS}", True, id="named, before it"),
        pytest.param(f"{SAYS}<div class=zitat><p>{QUOTE}</p></div>", True, id="named in German"),
        pytest.param(f"{SAYS}<p>{QUOTE}</p>", False, id="not set apart"),
        pytest.param(f"{SAYS}<h2>{QUOTE}</h2>", False, id="a heading"),
        pytest.param(f"{SAYS}<div class=quoted-text><p>{QUOTE}</p></div>", False, id="another name"),
        pytest.param(f"{OTHER}<blockquote>{QUOTE}</blockquote>", False, id="said there alone"),
        pytest.param(f"<blockquote>{QUOTE}</blockquote><p>{QUOTE}</p>", False, id="a copy says no more"),
        pytest.param(f"<blockquote>{QUOTE}.</blockquote><p>{QUOTE}.</p>", True, id="a sentence that is in the text"),
        pytest.param(f"<aside><p>{QUOTE}.</p></aside><blockquote>{QUOTE}.</blockquote>", False, id="two quotes"),
        pytest.param(f"<p>{KURZ}。</p><aside><p>{KURZ}。</p></aside>", True, id="wide full stop"),
        pytest.param(f"{SAYS}<blockquote>So bad a state</blockquote>", False, id="too short"),
        pytest.param(SAYS + OTHER * MAX_PULLED + f"<blockquote>{QUOTE}</blockquote>", False, id="too far"),
        pytest.param(SAYS + OTHER * (MAX_PULLED - 1) + f"<blockquote>{QUOTE}</blockquote>", True, id="just near enough"),
        pytest.param(f"<p>Der Rat sagte: „{KURZ}, und niemand fragte.“</p><aside><div><p>{KURZ}</p></div></aside>", True, id="German, two levels"),
    ],
)  # fmt: skip
def test_a_quote_that_repeats_the_text(body: str, is_pulled: bool) -> None:
    """Set apart by its element or name, of a quote's length, and said by a longer block nearby."""
    segments = segments_of(body)
    found = texts_of(segments, pulled_quotes(segments, range(len(segments))))
    assert bool(found) is is_pulled
    assert {text.rstrip(".。") for text in found} <= {QUOTE, KURZ}


def test_only_what_is_kept_is_looked_at() -> None:
    """Words that are said only where the text does not go are not repeated."""
    segments = segments_of(f"{SAYS}<blockquote>{QUOTE}</blockquote>")
    assert pulled_quotes(segments, [1]) == set()
