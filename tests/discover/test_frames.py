"""Pages that are only a frame around another page, and pages that are not."""

import pytest

from newscrawl.discover.frames import MAX_BYTES, frames_of

URL = "https://www.gazette.example/1/"


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        pytest.param("<frameset><frame src=story></frameset>", ["1/story"], id="one frame"),
        pytest.param(
            "<frameset cols='20%,*'><frame src=menu><frame src=story></frameset>",
            ["1/story", "1/menu"],
            id="the larger first",
        ),
        pytest.param(
            "<frameset rows='100,*'><frame src=/top><frameset cols='1*,3*'><frame src=/left>"
            "<frame src=/right></frameset></frameset>",
            ["right", "left", "top"],
            id="a set within a set",
        ),
        pytest.param(
            "<frameset rows='10%,*'><frameset><frame src=/bar></frameset><frame src=/story></frameset>",
            ["story", "bar"],
            id="after the end of a set the one around it goes on",
        ),
        pytest.param("<title>Gazette</title><iframe src=/news></iframe>", ["news"], id="inline"),
        pytest.param("<iframe src='http://gazette.example/a?b=1&amp;c'>", ["!"], id="without www"),
        pytest.param("</frameset><frame src=/story>", ["story"], id="a stray end"),
    ],
)
def test_the_pages_that_a_frame_shows(page: str, shown: list[str]) -> None:
    """They are named with the largest part of the window first."""
    urls = [
        f"https://www.gazette.example/{path}" if path != "!" else "http://gazette.example/a?b=1&c"
        for path in shown
    ]
    assert list(frames_of(page.encode(), URL)) == urls


@pytest.mark.parametrize(
    "page",
    [
        pytest.param("<p>A story.</p>", id="no frame"),
        pytest.param(
            "<article>A story</article><iframe src=/v></iframe>", id="an article beside it"
        ),
        pytest.param("<ul><li>Home</ul><iframe src=/v></iframe>", id="a menu beside it"),
        pytest.param("<p>" + "word " * 60 + "</p><iframe src=/v></iframe>", id="text beside it"),
        pytest.param("<iframe src=/a></iframe><iframe src=/b></iframe>", id="two inline frames"),
        pytest.param("<iframe src=https://video.example/v></iframe>", id="of another host"),
        pytest.param("<iframe src=/1/></iframe>", id="of itself"),
        pytest.param("<!-- <frameset><frame src=/a> -->", id="in a comment"),
        pytest.param("<frameset><frame src=/a>" + " " * MAX_BYTES, id="a large page"),
    ],
)
def test_a_page_that_is_no_frame(page: str) -> None:
    """A page that shows something of its own, or only pages of others, is not followed as a frame."""
    assert frames_of(page.encode(), URL) == ()
