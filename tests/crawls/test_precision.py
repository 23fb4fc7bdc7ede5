"""Second addresses and pages that are no articles: nothing is doubled, and nothing else is written."""

from dataclasses import replace
from pathlib import Path

from tests.support.manysites import crawl_sites
from tests.support.newssite import NewsSite, Story, list_page, make_stories

LEGAL = (
    "<!DOCTYPE html><html lang=en><head><title>{title} - Gazette</title></head><body><main><h1>{title}</h1>"
    + "<p>We process the data that you give us for as long as the law asks us to, and no longer than that.</p>"
    * 4
    + "</main></body></html>"
)


def mixed(seed: int, second: str) -> tuple[NewsSite, list[Story]]:
    """A site whose stories lie at a second address too, with no canonical, beside pages of other kinds."""
    stories = make_stories(8, seed=seed, path="/news/{slug}-{number}")
    site = NewsSite()
    site.add_stories(stories)
    copies = [replace(story, path=second.format(story.path, story.number + 1000)) for story in stories]
    for story in copies:
        site.pages[story.path.replace("&amp;", "&")] = site.pages[stories[story.number].path]
    others = {f"/tag/{name}": list_page(stories[:4]) for name in ("bridge", "harbour")}
    others |= {f"/author/{name}": list_page(stories[2:6]) for name in ("ada-holm", "bram-quist")}
    others |= {
        f"/{name}": LEGAL.format(title=name.title()).encode() for name in ("privacy", "terms", "imprint")
    }
    for path, body in others.items():
        site.add(path, body)
    extra = "".join(f"<a href='{path}'>{path[1:].title()}</a> " for path in others)
    site.add("/", list_page(stories, extra=extra))
    site.add("/news/", list_page(copies))
    return site, stories


SECOND = {
    "slash": "{}/",
    "print page": "{}/print",
    "print parameter": "{}?print=1",
    "tracking": "{}?utm_source=front&amp;fbclid=1",
    "amp": "/amp{}",
    "mobile": "/m{}",
    "section": "/culture{}",
    "session": "{}?sid=8d7f7a8e9c",
}


def test_no_article_is_doubled_and_nothing_else_is_written(tmp_path: Path) -> None:
    """Each story of each site is one record, whatever its second address looks like."""
    made = {name: mixed(seed, second) for seed, (name, second) in enumerate(SECOND.items(), 60)}
    crawled = crawl_sites({name: site for name, (site, _) in made.items()}, tmp_path)
    titles: dict[str, list[str]] = {name: [] for name in made}
    for record in crawled.run.records:
        name = next(name for name, base in crawled.bases.items() if record["url"].startswith(base + "/"))
        titles[name].append(record["title"])
    wanted = {name: sorted(story.title for story in stories) for name, (_, stories) in made.items()}
    assert {name: sorted(found) for name, found in titles.items()} == wanted, crawled.run.log
