"""Components of Scrapy that are loaded where they are on."""

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings
from scrapy.utils.misc import build_from_crawler, load_object

from newscrawl.middlewares import optional

REMOTE = "scrapy.extensions.remote_control"
COOKIES = "scrapy.downloadermiddlewares.cookies"


def middlewares(**changes: object) -> list[object]:
    """What Scrapy makes of the settings of newscrawl, with *changes* to the middlewares beside cookies' switch."""
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    settings["DOWNLOADER_MIDDLEWARES"].update(changes)
    settings.set("COOKIES_ENABLED", True, priority="cmdline")
    paths = settings.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES")
    crawler: Any = SimpleNamespace(settings=settings)
    return [build_from_crawler(load_object(path), crawler) for path in paths if "Cookies" in path]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        pytest.param({}, 1, id="as it comes"),
        pytest.param(
            {f"{COOKIES}.CookiesMiddleware": None},
            0,
            id="left out by the name that Scrapy has for it",
        ),
        pytest.param({f"{COOKIES}.CookiesMiddleware": 650}, 1, id="moved by that name"),
    ],
)
def test_cookies_are_those_of_scrapy_where_they_are_on(
    changes: dict[str, object], count: int
) -> None:
    """Once, in whatever way they are asked for."""
    made = middlewares(**changes)
    assert len(made) == count
    assert all(isinstance(each, CookiesMiddleware) for each in made)


@pytest.mark.parametrize(
    ("component", "setting"),
    [
        (optional.CookiesMiddleware, "COOKIES_ENABLED"),
        (optional.RemoteControl, "REMOTE_CONTROL_ENABLED"),
    ],
)
def test_what_is_off_is_not_there(component: Any, setting: str) -> None:
    """As Scrapy's own is not."""
    with pytest.raises(NotConfigured):
        component.from_crawler(SimpleNamespace(settings=Settings({setting: False})))


def test_what_is_off_is_not_loaded() -> None:
    """Neither Scrapy's server for code nor what it stands on, nor what fetches lists of suffixes."""
    code = (
        "import sys; from scrapy.settings import Settings; settings = Settings()\n"
        "settings.setmodule('newscrawl.settings', priority='project')\n"
        "names = [name for kind in ('EXTENSIONS', 'DOWNLOADER_MIDDLEWARES')\n"
        "    for name in settings.get_component_priority_dict_with_base(kind)]\n"
        "from scrapy.utils.misc import load_object; [load_object(name) for name in names]\n"
        f"print(len(names), *[name for name in ({REMOTE!r}, 'aiohttp', {COOKIES!r}, 'requests') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    count, *loaded = done.stdout.split()
    assert int(count) > 30
    assert loaded == []
