"""Walls: pages that ask for a login, a payment or a proof instead of showing an article."""

import pytest

from newscrawl.web.walls import is_wall_in_words, wall_of_address, wall_of_page


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        pytest.param("<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x.js></script>", "block_page", id="challenge"),
        pytest.param("<h1>Access to this page has been denied</h1>", "block_page", id="denied"),
        pytest.param("<form><input type='password' name=p></form>", "login_wall", id="password"),
        pytest.param("<p>Subscribe to continue reading this story</p>", "login_wall", id="subscription"),
        pytest.param("<p>Wir nutzen Cookies. Mit Ihrer Einwilligung …</p><button>Akzeptieren</button>", "consent_wall", id="consent"),
        pytest.param("<div id=app></div>", None, id="nothing"),
        pytest.param("captcha" + "<i></i>" * 30_000, None, id="a large page"),
        pytest.param("<p>The bakery sold one cookie to each child.</p>", None, id="a cookie in the news"),
        pytest.param("<p>" + "The council voted on the bridge. " * 100 + "</p><script>captcha()</script>", None, id="an article with a form"),
        pytest.param("<script>" + "var cookies = consent;" * 500 + "</script><p>Accept</p>", None, id="words in a script"),
        pytest.param("<script>" * 3 + "</style></script>captcha", "block_page", id="tags out of order"),
    ],
)  # fmt: skip
def test_a_wall_is_told_by_its_page(page: str, kind: str | None) -> None:
    """A page with little text that asks for something is a wall."""
    assert wall_of_page(page.encode()) == kind


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("<title>Just a moment...</title>", True, id="a check for robots"),
        pytest.param("<p>We use cookies. Give your consent to all.</p><button>Accept</button>", True, id="consent alone"),
        pytest.param("<p>Cookies? Consent? Accept!</p>" + "<p>The video of the day.</p>" * 40, False, id="a banner on a page"),
        pytest.param("<script>captcha()</script><p>A video.</p>", False, id="a script's name"),
        pytest.param("<p>Are you a robot?</p>" + "<i></i>" * 30_000, False, id="a large page"),
    ],
)  # fmt: skip
def test_a_page_without_text_is_a_wall_where_it_says_so(page: str, *, expected: bool) -> None:
    """An article may be behind it, so it is a failure; a page with a banner and no article is none."""
    assert is_wall_in_words(page.encode()) is expected


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        pytest.param("https://gazette.example/login?back=/news/1", "login_wall", id="login"),
        pytest.param("https://consent.gazette.example/?to=x", "consent_wall", id="consent"),
        pytest.param("https://gazette.example/captcha", "block_page", id="captcha"),
        pytest.param("https://gazette.example/news/logistics-of-login", None, id="a story"),
        pytest.param("https://gazette.example/?next=/login", None, id="only named"),
    ],
)
def test_a_wall_is_told_by_its_address(url: str, kind: str | None) -> None:
    """The path says it, not what follows the question mark."""
    assert wall_of_address(url) == kind
