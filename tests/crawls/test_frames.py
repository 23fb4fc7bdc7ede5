"""Pages that are only frames around others: fronts, sections and articles, on a server of old systems."""

from pathlib import Path

import pytest

from tests.crawls.test_evidence import crawl_pages
from tests.support.newssite import NewsSite, Story, list_page, make_stories, story_page
from tests.support.server import Reply, Request

HEAD = "<html><head><title>Gazette</title></head>"


class Framed(NewsSite):
    """Each story is at /inner/…; at its own address there is a page around it."""

    around = ""

    def other(self, request: Request) -> Reply:
        """Answer with the page around the one that is asked for."""
        inner = f"/inner{request.path}"
        if inner not in self.pages:
            return NewsSite.other(self, request)
        return Reply(self.around.replace("{inner}", inner).encode(), headers={"Content-Type": "text/html"})  # fmt: skip


def framed(around: str, stories: list[Story]) -> Framed:
    site = Framed()
    site.around = HEAD + around
    for story in stories:
        site.add(f"/inner{story.path}", story_page(story))
    return site


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("<frameset rows='80,*'><frame src=/menu.html><frame src='{inner}'></frameset>", id="menu above"),
        pytest.param("<FRAMESET COLS='*,3*,1*'><FRAME SRC='/menu.html'><FRAME NAME=m SRC='{inner}'><FRAME SRC=/ads></FRAMESET>", id="three columns"),
        pytest.param("<frameset cols='20%,80%'><frame src=/menu.html><frameset rows='10%,90%'><frame src=/top.html><frame src='{inner}'></frameset></frameset><noframes><p>Your browser shows no frames. Please get one that does, or call us at the office of the paper.</p></noframes>", id="nested"),
        pytest.param("<body><iframe src='{inner}' width='100%' height='100%'></iframe></body>", id="inline"),
        pytest.param("<body><noscript><iframe src=/tag.html></iframe></noscript><div><p>Ihr Browser zeigt keine Rahmen.</p><iframe src='{inner}'></iframe></div></body>", id="inline, with a note"),
    ],
)  # fmt: skip
def test_an_article_in_a_frame_comes_out(around: str, tmp_path: Path) -> None:
    """The framed page is the article's, once; what is around it is none."""
    stories = make_stories(3)
    site = framed(around, stories)
    site.add("/", list_page(stories))
    site.add("/menu.html", list_page([]))
    crawl, found, asked = crawl_pages(site, tmp_path)
    assert sorted(found) == sorted(f"/inner{story.path}" for story in stories)
    assert crawl.code == 0, crawl.log[-2000:]
    assert "/tag.html" not in asked
    assert all(story.path in asked for story in stories)


def test_the_frames_of_a_front_and_of_a_section_are_read(tmp_path: Path) -> None:
    """All of them: the menu names the sections, the other frame the news."""
    shown, other = make_stories(8, seed=3)[:4], make_stories(8, seed=4)[4:]
    site = NewsSite()
    site.add_stories([*shown, *other])
    site.add("/", b"<frameset cols='20%,*'><frame src=/menu.html><frame src=/main.html></frameset>")
    site.add("/menu.html", b"<body><a href='/ressort/'>Ressort</a></body>")
    site.add("/main.html", list_page(shown))
    site.add("/ressort/", b"<body><iframe src='/ressort/liste.html'></iframe></body>")
    site.add("/ressort/liste.html", list_page(other))
    _, found, _ = crawl_pages(site, tmp_path)
    assert sorted(found) == sorted(story.path for story in [*shown, *other])


def test_a_page_with_a_video_in_a_frame_is_the_page(tmp_path: Path) -> None:
    """An article with an inline frame in it is not left for the frame."""
    stories = make_stories(2)
    site = NewsSite()
    for story in stories:
        site.add(story.path, story_page(story, extra="<iframe src='/player.html'></iframe>"))
    site.add("/", list_page(stories))
    site.add("/player.html", b"<body><video></video></body>")
    _, found, asked = crawl_pages(site, tmp_path)
    assert sorted(found) == sorted(story.path for story in stories)
    assert "/player.html" not in asked


def test_frames_that_name_each_other_end(tmp_path: Path) -> None:
    """A circle of frames is a miss with its reason, as a circle of redirects is."""
    stories = make_stories(2)
    site = NewsSite()
    site.add_stories(stories[:1])
    site.add("/", list_page(stories))
    site.add(stories[1].path, b"<frameset><frame src='/round.html'></frameset>")
    site.add("/round.html", f"<frameset><frame src='{stories[1].path}'></frameset>".encode())
    _, found, asked = crawl_pages(site, tmp_path)
    assert found == [stories[0].path]
    assert asked.count("/round.html") < 25
