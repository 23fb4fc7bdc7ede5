"""Two workers of a shared run that write the same row at the same time: both go on, the later one counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from newscrawl.discover.revisit import ValidatorEvidence
from newscrawl.state.articles import Articles, Version
from newscrawl.state.coverage import Coverage
from newscrawl.state.documents import Document, Documents
from newscrawl.state.store import Store, open_store
from tests.support.lossless import wait_for
from tests.support.postgres import Postgres

WAITING = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def note_coverage(store: Store, turn: int) -> None:
    Coverage(store, 1).note("town", "scope", 0.0, float(turn))


def put_document(store: Store, turn: int) -> None:
    document = Document(b"k", "https://a.example/", "a.example", "a", "feed", 200, {}, b"d", None)
    Documents(store).put(document, f"body {turn}".encode())


def learn_trust(store: Store, turn: int) -> None:
    Documents(store).learn("a.example", "feed", ValidatorEvidence.CHANGE)


def note_article(store: Store, turn: int) -> None:
    Articles(store).note(
        Version("a", "r", turn, f"{turn}".encode() * 8, headline=f"h{turn}".encode())
    )


@pytest.mark.parametrize(
    ("write", "look", "rows"),
    [
        pytest.param(note_coverage, "SELECT done FROM coverage", [(2.0,)], id="coverage"),
        pytest.param(put_document, "SELECT body FROM documents", [(b"body 2",)], id="document"),
        pytest.param(learn_trust, "SELECT changes FROM trust", [(1,)], id="trust"),
        pytest.param(note_article, "SELECT revision FROM articles", [(2,)], id="article"),
        pytest.param(
            note_article, "SELECT count(*) FROM bands WHERE band = 'h1'", [(0,)], id="its bands"
        ),
    ],
)
def test_both_may_write_at_once(
    write: Callable[[Store, int], None], look: str, rows: list[tuple[Any, ...]], postgres: Postgres
) -> None:
    """The second waits for the first's commit, and no key that is there already ends it."""
    url = postgres.new_database()
    with (
        closing(open_store(url)) as one,
        closing(open_store(url)) as other,
        closing(open_store(url)) as watch,
    ):
        write(one, 1)
        with ThreadPoolExecutor(1) as pool:
            second = pool.submit(write, other, 2)
            wait_for(lambda: bool(watch.run(WAITING)) or second.done())
            one.commit()
            second.result()
        other.commit()
        watch.commit()
        assert watch.run(look) == rows
