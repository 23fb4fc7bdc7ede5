"""Records as a crawl writes them, of three unlike sites: what one has, the others lack."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from newscrawl.model.items import Block, Draft, Metadata, Notice, Page, Removal, Timestamp, Update
from newscrawl.records import json_line, make_article
from tests.support.corpora import paragraph

SITES = ("plain.example", "zeitung.example", "ライブ.example")


def drafts(site: int, count: int, seed: int = 1) -> Iterator[Draft]:
    """Give *count* drafts of one of three sites.

    The first has no dates, authors or removals; the second has days alone, and bare dates for date lines; the
    third is a live blog in another script, with times to the second.
    """
    dice = random.Random(seed)
    host = SITES[site].encode("idna").decode()
    for number in range(count):
        url = f"https://{host}/{number}"
        blocks = tuple(Block(paragraph(dice)) for _ in range(4))
        draft = Draft(
            url,
            blocks,
            page=Page(url, b"", fetched_at=f"2026-11-2{site}T07:00:00.{number % 1000:03}Z"),
        )
        yield (draft, dated(draft, number), live(draft, number))[site]


def dated(draft: Draft, number: int) -> Draft:
    day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
    metadata = Metadata(
        title=f"Der {number}. Bericht",
        authors=("Änne Groß", "N. N."),
        published=Timestamp(day, "meta:date", written=day),
        modified=Timestamp(day, "meta:changed", written=day),
        language="de",
    )
    gone = Removal("Jetzt spenden!", "donation", "appeals.run", "It asks for money.", 4)
    notices = (Notice("meta:robots", "noai"),)
    return replace(
        draft, metadata=metadata, dateline=day, removed=(gone,) * (number % 3), notices=notices
    )


def live(draft: Draft, number: int) -> Draft:
    at = f"2026-11-24T07:{number % 60:02}:00+09:00"
    metadata = Metadata(
        title="速報\u2028" + str(number),
        published=Timestamp(at, "json-ld:datePublished", written=at),
        language="ja",
        tags=("台風", "速報"),
    )
    updates = tuple(Update(f"{each}", "高松港に着いた。", at) for each in range(number % 4))
    return replace(draft, metadata=metadata, updates=updates, captions=("駅",))


def lines_of(site: int, count: int, seed: int = 1) -> list[bytes]:
    return [json_line(make_article(draft)) for draft in drafts(site, count, seed)]


def three_runs(folder: Path, count: int = 40) -> list[Path]:
    """Write a run of each site into *folder*; give the files."""
    paths = []
    for site in range(3):
        path = folder / "article" / f"2026112{site}T070000Z" / "articles-00001.jsonl"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"".join(lines_of(site, count)))
        paths.append(path)
    return paths


def records_of(paths: list[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for line in path.read_bytes().splitlines()]
