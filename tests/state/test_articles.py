"""Articles across runs: which record holds the last text of each."""

from collections.abc import Iterator

import pytest

from newscrawl.state.articles import Articles, Version
from newscrawl.state.store import Store, open_store
from newscrawl.text.minhash import sketch_of, text_digest

TEXT = (
    "The ferry to the island was full on every crossing of the weekend, and the queue was long. "
    * 3
)


@pytest.fixture
def store(any_state: str) -> Iterator[Store]:
    opened = open_store(any_state)
    yield opened
    opened.close()


def version(name: str, text: str = TEXT, revision: int = 1, headline: bytes = b"") -> Version:
    return Version(
        name,
        f"{name}-{revision}",
        revision,
        text_digest(text),
        "a.example",
        sketch_of(text),
        headline,
    )


def test_the_last_record_of_an_article_is_known(store: Store) -> None:
    """A new one takes its place; of an article that is new there is none."""
    articles = Articles(store)
    articles.note(version("a"))
    articles.note(version("a", "Another text.", 2))
    last = articles.last("a")
    assert last is not None
    assert (last.record_id, last.revision, last.text_hash) == (
        "a-2",
        2,
        text_digest("Another text."),
    )
    assert articles.last("b") is None


def test_articles_meet_by_the_bands_of_their_texts(store: Store) -> None:
    """And by title and day; the bands of a former text are gone."""
    articles = Articles(store)
    articles.note(version("a", headline=b"ferry"))
    articles.note(version("b", "Quite another story, of the harbour and of its many boats." * 5))
    assert [one.id for one in articles.meeting(version("c").bands)] == ["a"]
    assert [one.id for one in articles.meeting([b"ferry"])] == ["a"]
    articles.note(version("a", "A text that has nothing of the former one.", 2))
    assert articles.meeting(version("c").bands) == []
    assert articles.meeting([b"ferry"]) == []


def test_a_forgotten_article_is_new(store: Store) -> None:
    """Others stay."""
    articles = Articles(store)
    articles.note(version("a"))
    articles.note(version("b"))
    articles.forget("a")
    assert articles.last("a") is None
    assert [one.id for one in articles.meeting(version("c").bands)] == ["b"]
