"""Pages that are only frames around others: fronts, sections and articles, on servers of old systems."""

import pytest

from tests.support.manysites import Crawled, crawl_sites
from tests.support.newssite import NewsSite, Story, list_page, make_stories, story_page
from tests.support.server import HTML, Reply, Request

AROUND = {
    "menu above": "<frameset rows='80,*'><frame src=/menu.html><frame src='{inner}'></frameset>",
    "three columns": "<FRAMESET COLS='*,3*,1*'><FRAME SRC='/menu.html'><FRAME NAME=m SRC='{inner}'><FRAME SRC=/ads></FRAMESET>",
    "nested": "<frameset cols='20%,80%'><frame src=/menu.html><frameset rows='10%,90%'><frame src=/top.html><frame src='{inner}'></frameset></frameset><noframes><p>Your browser shows no frames. Please get one that does, or call us at the office of the paper.</p></noframes>",
    "inline": "<body><iframe src='{inner}' width='100%' height='100%'></iframe></body>",
    "inline, with a note": "<body><noscript><iframe src=/tag.html></iframe></noscript><div><p>Ihr Browser zeigt keine Rahmen.</p><iframe src='{inner}'></iframe></div></body>",
}  # fmt: skip
STORIES = {name: make_stories(3, seed=seed) for seed, name in enumerate(AROUND, 50)}
SHOWN, LISTED, VIDEO, ROUND = (make_stories(3, seed=seed) for seed in (61, 62, 63, 64))


class Framed(NewsSite):
    """Each story is at /inner/…; at its own address there is a page around it."""

    around = ""

    def other(self, request: Request) -> Reply:
        """Answer with the page around the one that is asked for."""
        inner = f"/inner{request.path}"
        if inner not in self.pages:
            return NewsSite.other(self, request)
        body = f"<html><head><title>Gazette</title></head>{self.around.replace('{inner}', inner)}"
        return Reply(body.encode(), headers=HTML)


def framed(name: str) -> Framed:
    site = Framed()
    site.around = AROUND[name]
    for story in STORIES[name]:
        site.add(f"/inner{story.path}", story_page(story))
    site.add("/", list_page(STORIES[name]))
    site.add("/menu.html", list_page([]))
    return site


def with_framed_lists() -> NewsSite:
    site = NewsSite()
    site.add_stories([*SHOWN, *LISTED])
    site.add("/", b"<frameset cols='20%,*'><frame src=/menu.html><frame src=/main.html></frameset>")
    site.add("/menu.html", b"<body><a href='/ressort/'>Ressort</a></body>")
    site.add("/main.html", list_page(SHOWN))
    site.add("/ressort/", b"<body><iframe src='/ressort/liste.html'></iframe></body>")
    site.add("/ressort/liste.html", list_page(LISTED))
    return site


def with_players() -> NewsSite:
    site = NewsSite()
    for story in VIDEO:
        site.add(story.path, story_page(story, extra="<iframe src='/player.html'></iframe>"))
    site.add("/", list_page(VIDEO))
    site.add("/player.html", b"<body><video></video></body>")
    return site


def with_a_circle() -> NewsSite:
    site = NewsSite()
    site.add_stories(ROUND[1:])
    site.add("/", list_page(ROUND))
    site.add(ROUND[0].path, b"<frameset><frame src='/round.html'></frameset>")
    site.add("/round.html", f"<frameset><frame src='{ROUND[0].path}'></frameset>".encode())
    return site


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One crawl of all these sites."""
    sites: dict[str, NewsSite] = {name: framed(name) for name in AROUND}
    sites |= {"lists": with_framed_lists(), "video": with_players(), "circle": with_a_circle()}
    return crawl_sites(sites, tmp_path_factory.mktemp("frames"))


def paths(stories: list[Story], before: str = "") -> list[str]:
    return sorted(before + story.path for story in stories)


@pytest.mark.parametrize("name", AROUND)
def test_an_article_in_a_frame_comes_out(name: str, crawled: Crawled) -> None:
    """The framed page is the article's, once; what is around it is none."""
    assert crawled.found(name) == paths(STORIES[name], "/inner"), crawled.run.log[-4000:]
    assert set(paths(STORIES[name])) <= set(crawled.asked(name))
    assert not {"/tag.html", "/ads"} & set(crawled.asked(name))


def test_the_frames_of_a_front_and_of_a_section_are_read(crawled: Crawled) -> None:
    """All of them: the menu names the sections, the other frame the news."""
    assert crawled.found("lists") == paths([*SHOWN, *LISTED])


def test_a_page_with_a_video_in_a_frame_is_the_page(crawled: Crawled) -> None:
    """An article with an inline frame in it is not left for the frame."""
    assert crawled.found("video") == paths(VIDEO)
    assert "/player.html" not in crawled.asked("video")


def test_frames_that_name_each_other_end(crawled: Crawled) -> None:
    """A circle of frames is a miss, as a circle of redirects is; the other articles come out."""
    assert crawled.found("circle") == paths(ROUND[1:])
    assert 0 < crawled.asked("circle").count("/round.html") < 25
    assert crawled.run.stats["dropped"] or crawled.run.missed
