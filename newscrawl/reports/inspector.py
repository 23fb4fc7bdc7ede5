"""The inspector: a page as it came, the article as kept, and the removed blocks, side by side."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newscrawl.reports.inspected import Item
from newscrawl.reports.markup import Node, asset, document, el, safe

_FIELDS = (
    *("url", "language", "authors", "created", "added"),
    *(
        "standfirst",
        "byline",
        "dateline",
        "published",
        "published_source",
        "modified",
        "section",
        "tags",
    ),
    *(
        "description",
        "site_name",
        "access",
        "page_type",
        "captions",
        "credits",
        "body_source",
        "flags",
    ),
    *(
        "image",
        "canonical_url",
        "requested_url",
        "status",
        "revision",
        "previous_id",
        "duplicate_of",
    ),
)
"""Fields of a record that are shown, in this order; empty ones are left out."""
_KEYS = (
    ("j or n", "next removal"),
    ("k or p", "removal before"),
    ("l", "show or hide what was left out"),
    ("Esc", "let go"),
)


@dataclass(frozen=True, slots=True)
class View:
    """A page as the inspector shows it.

    Attributes:
        record: The record as it would be written; without ``title`` and ``text`` if there is no
            article.
        items: The blocks of the page.
        page: The page as harmless HTML; empty: it was not kept.
        remark: A warning to the reader; may be empty.
    """

    record: Mapping[str, Any]
    items: Sequence[Item]
    page: str = ""
    remark: str = ""


def render(view: View) -> str:
    """Return the inspector of *view* as one HTML file."""
    title = view.record.get("title") or view.record.get("url") or "a page"
    content = [
        el("a", "To what was removed", href="#removed", class_="skip"),
        _header(view, str(title)),
        el("main", _page_pane(view), _article_pane(view), _removed_pane(view)),
        el("p", "", id="said", role="status", class_="quiet"),
    ]
    return document(f"Inspect: {title}", content, name="inspect")


def _header(view: View, title: str) -> Node:
    counts = Counter(item.outcome for item in view.items)
    said = (
        f"{counts['kept']} blocks kept, {counts['removed']} removed, {counts['left out']} left out"
    )
    return el(
        "header",
        # A title in Arabic or Hebrew runs from right to left in a page that does not.
        el("h1", title, dir="auto"),
        el("p", str(view.record.get("url", "")), class_="url"),
        el("p", view.remark, class_="remark", role="note") if view.remark else None,
        el("p", said),
        el(
            "nav",
            el("a", "As it came", href="#page"),
            el("a", "Article", href="#article"),
            el("a", "Removed", href="#removed"),
            el("span", el("button", "◀ Before", id="before", type="button"), class_="steps"),
            el("output", "", id="step", aria_live="polite"),
            el("button", "Next ▶", id="next", type="button"),
            _help(),
            aria_label="Panes and removals",
        ),
    )


def _help() -> Node:
    rows = [node for keys, does in _KEYS for node in (el("dt", keys), el("dd", does))]
    return el("details", el("summary", "Keys"), el("dl", *rows), class_="help")


def _pane(name: str, title: str, *content: Node) -> Node:
    # A region that scrolls must take the focus, or the keyboard cannot scroll it (WCAG 2.1.1).
    body = el("div", *content, class_="pane", tabindex=0, role="region", aria_label=title)
    return el("section", el("h2", title), body, id=name)


def _page_pane(view: View) -> Node:
    title = "As it came"
    if not view.page:
        said = el(
            "p", "The page itself is not in a record: inspect its URL or a saved file to see it."
        )
        return _pane("page", title, said)
    frame = el(
        "iframe",
        title="The page as it came, without scripts, styles and pictures",
        # No script runs in the frame; of the same origin, so that ours can link its blocks.
        sandbox="allow-same-origin",
        srcdoc=_frame(view.page),
        id="frame",
    )
    legend = el("p", "Its text and structure, inert: no scripts, styles, pictures.", class_="quiet")
    return el("section", el("h2", title), legend, frame, id="page")


def _frame(page: str) -> str:
    """Return the document of the frame; *page* is harmless HTML by ``inert``."""
    style = asset("colours.css") + asset("frame.css")
    # The policy of the outer page allows our script; the stranger's page needs none.
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="color-scheme" content="light dark"><style>{style}</style></head>'
        f"<body>{page}</body></html>"
    )


def _article_pane(view: View) -> Node:
    # What was left out is in the last pane: between the blocks it would bury the article.
    blocks = [_block(item) for item in view.items if item.outcome != "left out"]
    if not any(item.outcome == "kept" for item in view.items):
        blocks.insert(0, el("p", "No article was found in this page.", class_="remark"))
    facts = [
        node for name, value in _facts(view.record) for node in (el("dt", name), el("dd", value))
    ]
    rows = [el("dl", *facts, class_="facts")] if facts else []
    return _pane(
        "article",
        "Article as kept",
        el("h3", str(view.record.get("title") or "(no title)"), dir="auto"),
        *blocks,
        el("details", el("summary", "Metadata"), *rows, open="open"),
    )


def _facts(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return name and value of each known field, as text."""
    metadata = record.get("metadata", {})
    for name in _FIELDS:
        # A record has some of them at its top and the others in its metadata.
        value = record.get(name, metadata.get(name))
        if value:
            yield (
                name,
                " · ".join(map(str, value)) if isinstance(value, list | tuple) else str(value),
            )
    for name, value in metadata.get("extra", {}).items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        # Names of own fields are a user's, and those of notices a server's: made safe as text is.
        yield safe(f"extra.{name}"), text
    rights = metadata.get("rights", {})
    if rights.get("reserved"):
        yield "rights", " · ".join(rights["reserved"])
    for notice in rights.get("notices", ()):
        yield safe(notice["source"]), str(notice["value"])


def _block(item: Item) -> Node:
    if item.outcome == "removed":
        return el(
            "button",
            f"removed: {item.category}",
            type="button",
            class_="gap",
            data_n=item.number,
            data_c=item.category,
        )
    text = (
        el("pre", item.text, dir="auto") if item.kind == "code" else el("p", item.text, dir="auto")
    )
    return el(
        "div",
        el("span", item.kind.replace("_", " "), class_="kind"),
        text,
        class_=f"block {item.kind}",
        data_n=item.number,
        data_f="kept",
        title=f"{item.rule_id}: {item.reason}" if item.rule_id else None,
    )


def _removed_pane(view: View) -> Node:
    removed = [item for item in view.items if item.outcome == "removed"]
    left = [item for item in view.items if item.outcome == "left out"]
    content: list[Node] = []
    if removed:
        content += [_filter(removed), el("ol", *map(_removal, removed), class_="cards")]
    else:
        content.append(el("p", "Nothing was removed."))
    if left:
        cards = el("ol", *map(_removal, left), class_="cards")
        summary = el("summary", f"{len(left)} blocks that the extractor left out")
        content.append(el("details", summary, cards, id="left"))
    return _pane("removed", "Removed", *content)


def _filter(removed: Sequence[Item]) -> Node:
    counts = Counter(item.category for item in removed)
    boxes = [
        el(
            "label",
            el("input", type="checkbox", value=category, checked="checked"),
            f"{category} {count}",
            data_c=category,
        )
        for category, count in counts.most_common()
    ]
    return el("fieldset", el("legend", "Categories"), *boxes, id="categories")


def _removal(item: Item) -> Node:
    told = [
        node
        for name, value in (("rule", item.rule_id), ("why", item.reason), ("weight", item.weight))
        if value
        for node in (el("dt", name), el("dd", value))
    ]
    if item.place:
        told += [el("dt", "place"), el("dd", el("code", item.place))]
    return el(
        "li",
        el("strong", item.category or "left out", class_="category"),
        el("blockquote", item.text, dir="auto"),
        el("dl", *told, class_="facts"),
        data_n=item.number,
        data_c=item.category,
        data_f=item.outcome,
        class_="card",
        # Keys step through removals only.
        tabindex=0 if item.outcome == "removed" else None,
    )
