"""Articles across runs: which record holds the last text of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from newscrawl.state.store import Store
from newscrawl.text.minhash import bands_of


@dataclass(frozen=True, slots=True)
class Version:
    """The last record of an article.

    Attributes:
        id: The id of its first record, which stands for the article.
        record_id: Id of the last one.
        revision: Number of the last one, from 1.
        text_hash: Stands for its text.
        site: Site that it is on, see ``urls.site_key``.
        sketch: Of its text, see ``newscrawl.text.minhash``; empty for a short one.
        headline: Key of its site, title and day, under which it is found too; empty: they tell too
            little, or it was read from the state.
    """

    id: str
    record_id: str
    revision: int
    text_hash: bytes
    site: str = ""
    sketch: bytes = b""
    headline: bytes = b""

    @property
    def bands(self) -> list[bytes]:
        """The keys under which it is found."""
        return [*bands_of(self.text_hash, self.sketch), *([self.headline] if self.headline else ())]


class Articles:
    """The articles that a state knows."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def last(self, article_id: str) -> Version | None:
        """Return the last record of an article; ``None`` where it is new."""
        rows = self._store.run(
            "SELECT id, record_id, revision, text_hash, site, sketch FROM articles WHERE id = ?",
            (article_id,),
        )
        return Version(*rows[0]) if rows else None

    def meeting(self, bands: Sequence[bytes]) -> list[Version]:
        """Return the articles that share one of *bands*, a few hundred at most."""
        places = ", ".join("?" * len(bands))
        rows = self._store.run(
            "SELECT id, record_id, revision, text_hash, site, sketch FROM articles WHERE id IN "
            # A common band (a notice that many pages share) must not load a whole site.
            f"(SELECT id FROM bands WHERE band IN ({places}) LIMIT 300)",
            tuple(bands),
        )
        return [Version(*row) for row in rows]

    def forget(self, article_id: str) -> None:
        """Forget an article."""
        self._store.run("DELETE FROM bands WHERE id = ?", (article_id,))
        self._store.run("DELETE FROM articles WHERE id = ?", (article_id,))

    def note(self, version: Version) -> None:
        """Note the last record of an article, in the transaction that takes the record in."""
        # First of all: another worker that notes the same article waits at this row,
        # and sees then which bands it must remove.
        self._store.run(
            "INSERT INTO articles (id, record_id, revision, text_hash, site, sketch) VALUES"
            " (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET record_id = excluded.record_id,"
            " revision = excluded.revision, text_hash = excluded.text_hash, site = excluded.site,"
            " sketch = excluded.sketch",
            (
                version.id,
                version.record_id,
                version.revision,
                version.text_hash,
                version.site,
                version.sketch,
            ),
        )
        # The bands of the former text are removed: nothing must be compared with that.
        self._store.run("DELETE FROM bands WHERE id = ?", (version.id,))
        # Equal bands are one row.
        for band in set(version.bands):
            self._store.run("INSERT INTO bands VALUES (?, ?)", (band, version.id))
