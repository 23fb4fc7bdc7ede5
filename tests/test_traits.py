"""What a spider tells components, with defaults for spiders of others."""

import re

from scrapy import Spider

from newscrawl.discover.window import Window
from newscrawl.traits import Traits
from tests.support.package import package_texts


def test_only_the_traits_read_what_a_spider_may_have() -> None:
    """No other module asks a spider of any kind for an attribute that it may not have."""
    wanted = {name for name in vars(Traits) if not name.startswith("_")}
    assert {"revises", "progress_by_source", "window"} <= wanted
    pattern = re.compile(rf"getattr\([^()]*spider, \"({'|'.join(sorted(wanted))})\"")
    assert [
        name for name, text in package_texts() if name != "traits.py" and pattern.search(text)
    ] == []


def test_a_spider_has_a_type_wherever_it_is_reached() -> None:
    """No module casts a crawler's spider, or its engine, to ``Any``."""
    pattern = re.compile(r"cast\(\"?Any\"?, [\w.]*(?:spider|engine|scheduler)\b")
    assert pattern.search('cast("Any", crawler.spider)')
    assert [name for name, text in package_texts() if pattern.search(text)] == []


def test_a_spider_of_others_has_the_defaults() -> None:
    """A spider without our attributes wants all articles, rendered nowhere, revised never."""
    traits = Traits(Spider("other"))
    assert (traits.revises, traits.judges_pages, traits.renders, traits.due, traits.time_s) == (
        *(False, False, False),
        *("", 0.0),
    )
    assert (traits.window, traits.wanted_languages, dict(traits.progress_by_source)) == (
        Window(),
        frozenset(),
        {},
    )


def test_a_spider_tells_what_it_wants() -> None:
    """What a spider sets is what components read."""
    spider = Spider("ours", revises=True, wanted_languages={"de"}, due="only", time_s=60)
    traits = Traits(spider)
    assert (traits.revises, traits.due, traits.time_s) == (True, "only", 60.0)
    assert traits.wanted_languages == {"de"}
