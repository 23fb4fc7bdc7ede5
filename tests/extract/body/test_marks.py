"""Marks of a page's software: no words, unless an article is about them."""

import pytest

from newscrawl.extract.body.marks import marks_of
from tests.support.segmented import rules_of, segments_of


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        pytest.param("<p>$$AD_TOP$$</p>", "structure.placeholder", id="dollars"),
        pytest.param("<p>{{ article.title }}</p>", "structure.placeholder", id="braces"),
        pytest.param("<p>%% teaser-3 %%</p>", "structure.placeholder", id="percent"),
        pytest.param("<p>[[gallery]]</p>", "structure.placeholder", id="brackets"),
        pytest.param("<p>&lt;%= name %&gt;</p>", "structure.placeholder", id="a template"),
        pytest.param("<p>Use {{ title }} there.</p>", None, id="within a sentence"),
        pytest.param("<p>{{ un titre }}</p>", None, id="two words"),
        pytest.param("<pre><code>{{ title }}</code></pre>", None, id="code"),
        pytest.param("<div class=video-js><p>02:14</p></div>", "structure.player", id="a length"),
        pytest.param("<div id=audioplayer><p>0:00 / 1:02:14</p></div>", "structure.player", id="played, and length"),
        pytest.param("<div class=dauer>3:07</div>", "structure.player", id="German"),
        pytest.param("<div class=programme><p>20:15</p></div>", None, id="a time of a programme"),
        pytest.param("<div class=video-js><p>02:14 Uhr</p></div>", None, id="with a word"),
        pytest.param("<div class=multimedia-news><p>02:14</p></div>", None, id="a longer name"),
    ],
)  # fmt: skip
def test_marks(body: str, rule: str | None) -> None:
    """The whole block has to be the mark; the time of a recording is in a player."""
    segments = segments_of(body)
    found = rules_of(segments, marks_of(segments))
    assert list(found.values()) == ([rule] if rule else [])
