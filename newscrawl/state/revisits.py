"""Looks at source documents: how each is asked for, and what is noted once all that it listed is safe.

A look begins when an answer has come, and is noted when its page has ended: in the transaction that
holds the URLs that it listed. A crawl that dies in between asks by the validators from before.
"""

from collections import Counter
from dataclasses import dataclass, replace

from newscrawl.discover.revisit import Pace, Trust, ValidatorEvidence, Way
from newscrawl.state.documents import Document, Documents, pack


@dataclass(frozen=True, slots=True)
class DueDocument:
    """A document, when it is due, and how far the validators of its host are trusted."""

    document: Document
    due_at: float
    way: Way


@dataclass(frozen=True, slots=True)
class Visit:
    """An answer to a request for a document.

    Attributes:
        document: The document as it came, without times.
        before: The document of the visit before.
        evidence: The evidence on the validators.
    """

    document: Document
    before: Document | None
    evidence: ValidatorEvidence = ValidatorEvidence.NONE


class RevisitLog:
    """The looks of one crawl, and what earlier ones gave."""

    def __init__(
        self, documents: Documents, pace: Pace, verify_every: int, body_max_bytes: int
    ) -> None:
        self._documents, self._pace = documents, pace
        self._verify_every, self._body_max_bytes = verify_every, body_max_bytes
        self._begun: dict[int, Visit] = {}
        self._news: Counter[bytes] = Counter()

    def last(self, key: bytes) -> Document | None:
        """Return a document as the last look found it."""
        return self._documents.get(key)

    def way(self, document: Document) -> Way:
        """Return how *document* is asked for."""
        # Without a body there is nothing to answer a 304 with.
        if document.body is None or not document.validators:
            return Way.PLAIN
        return self._documents.trust(document.host, document.kind).way(self._verify_every)

    def is_due(self, document: Document, now: float) -> bool:
        """Return whether the interval of *document* has passed."""
        # A look from the future (a clock that was set back) is due as well.
        return not 0 <= now - document.looked < self._interval_s(document)

    def due(self, source: str, now: float) -> list[Document] | None:
        """Return the documents of *source* whose interval has passed; ``None`` where it has none at all."""
        found = self._documents.of_source(source)
        return [each for each in found if self.is_due(each, now)] if found else None

    def overview(self) -> list[DueDocument]:
        """Return all documents, by source and kind."""
        return [
            DueDocument(
                each,
                each.looked + self._interval_s(each),
                self._documents.trust(each.host, each.kind).way(self._verify_every),
            )
            for each in self._documents.of_source(None)
        ]

    def forget(self, source: str, begun: float, *, due_only: bool) -> None:
        """Forget the documents of *source* that a whole run, *begun* then, was not led to any more."""
        for each in self._documents.of_source(source):
            # A document that was not due was not looked for: its silence proves nothing.
            if each.looked < begun and (not due_only or self.is_due(each, begun)):
                self._documents.drop(each.key)

    def is_missing(self, document: Document, now: float) -> bool:
        """Return whether nothing lay at a well-known place, not long ago."""
        return document.status != 200 and 0 <= now - document.looked < self._pace.missing_s

    def begin(self, lease_id: int, look: Visit) -> None:
        """Keep *look* until its page has ended."""
        self._begun[lease_id] = look

    def count_news(self, key: bytes) -> None:
        """Count a URL that a document brought and that was not known."""
        # While its page is at work the count waits: a page
        # that fails is read again, with the same URLs.
        if any(look.document.key == key for look in self._begun.values()):
            self._news[key] += 1
        else:
            self._documents.add_news(key)

    def end(self, lease_id: int, now: float, *, whole: bool, useless: bool = False) -> Trust | None:
        """Note the look of a page that has ended; not if the page did not come through *whole*.

        *useless*: at a well-known place there was something else than a feed or a sitemap.
        """
        look = self._begun.pop(lease_id, None)
        if look is None:
            return None
        news = self._news.pop(look.document.key, 0)
        # Not whole: by the old validators the next run gets all of the document again.
        if not whole:
            return None
        before = look.before
        document = replace(
            look.document,
            # A page that answers everything with 200 has
            # no feed there: it is remembered as missing.
            status=404 if useless else look.document.status,
            body=b"" if useless else look.document.body,
            looked=now,
            elapsed=max(now - before.looked, 0.0) if before else 0.0,
            news=news,
            interval_s=self._interval_s(before) if before else 0.0,
        )
        if before is None or before.digest != document.digest or before.status != document.status:
            kept = None if document.body is None else pack(document.body, self._body_max_bytes)
            self._documents.put(document, kept)
        else:
            self._documents.touch(document)
        return self._documents.learn(document.host, document.kind, look.evidence)

    def _interval_s(self, document: Document) -> float:
        return self._pace.next_s(
            document.kind, document.interval_s, document.elapsed, document.news
        )
