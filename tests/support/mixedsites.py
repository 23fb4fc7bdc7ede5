"""Sites whose stories lie at second addresses, with no canonical, beside pages that are no articles."""

from dataclasses import replace

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
    copies = [
        replace(story, path=second.format(story.path, story.number + 1000)) for story in stories
    ]
    for story in copies:
        site.pages[story.path.replace("&amp;", "&")] = site.pages[stories[story.number].path]
    others = {f"/tag/{name}": list_page(stories[:4]) for name in ("bridge", "harbour")}
    others |= {f"/author/{name}": list_page(stories[2:6]) for name in ("ada-holm", "bram-quist")}
    others |= {
        f"/{name}": LEGAL.format(title=name.title()).encode()
        for name in ("privacy", "terms", "imprint")
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
