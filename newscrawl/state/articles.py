"""Articles across runs: which record holds the last text of each."""

from dataclasses import dataclass

from newscrawl.state.store import Store


@dataclass(frozen=True, slots=True)
class Version:
    """The last record of an article.

    Attributes:
        id: What the article is known by: the id of its first record.
        record_id: Id of the last one.
        revision: Number of the last one, from 1.
        text_hash: Stands for its text.
    """

    id: str
    record_id: str
    revision: int
    text_hash: bytes


class Articles:
    """The articles that a state knows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def last(self, article_id: str) -> Version | None:
        """Give the last record of an article; ``None`` where it is new."""
        rows = self._store.run(
            "SELECT id, record_id, revision, text_hash FROM articles WHERE id = ?", (article_id,)
        )
        return Version(*rows[0]) if rows else None

    def note(self, version: Version) -> None:
        """Note the last record of an article, in the transaction that takes the record in."""
        self._store.run(
            "INSERT INTO articles VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET record_id = "
            "excluded.record_id, revision = excluded.revision, text_hash = excluded.text_hash",
            (version.id, version.record_id, version.revision, version.text_hash),
        )
