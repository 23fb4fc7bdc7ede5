"""The keys of all titles of a page."""

import pytest
from lxml import html

from newscrawl.extract.metadata.title_keys import title_keys
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import Metadata

TITLES = ["Bridge reopens after repairs", "Мост открыт после ремонта", "橋が修理の後に再開しました"]


@pytest.mark.parametrize("title", TITLES)
def test_titles_count_with_the_sites_name_and_without(title: str) -> None:
    """Those of ``title``, of meta elements and of the metadata; labels are too short."""
    head = (
        f"<title>{title} - Town - Post</title><meta property='OG:Title' content='{title} now'>"
        f"<meta name=description content='{title} never'><meta name=title content=Short>"
    )
    tree = html.document_fromstring(
        f"<html><head>{head}</head><body><svg><title>{title} drawn</title></svg>"
    )
    known = [f"{title} - Town - Post", f"{title} - Town", title, f"{title} now", f"{title} told"]
    assert title_keys(tree, Metadata(title=f"{title} told")) == set(map(key_of, known))
