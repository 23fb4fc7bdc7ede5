"""The same article under several URLs: print, mobile and AMP pages, copies, syndication."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.errors import ConfigError
from newscrawl.model.article import Article
from newscrawl.pipelines.drops import Duplicate
from newscrawl.pipelines.revise import version_of
from newscrawl.pipelines.twins import Twins
from newscrawl.session import session_of
from newscrawl.state.articles import Version
from newscrawl.text.minhash import bands_of, similarity
from newscrawl.traits import traits_of

ACTIONS = ("drop", "mark", "off")
_RECENT = 20_000
SAME_TITLE_SIMILARITY = 0.5
"""Share (0–1) of runs in common that is enough for a mark where site, title and day are the same."""


class DedupePipeline:
    """Compare the text of each ``Article`` with all that were harvested, where the spider ``revises``.

    Texts alone decide, never what a page says of its URL: a site cannot make another's article
    vanish. A duplicate on the same site that is (all but) equal, or has the same title and no
    sentence of its own, is dropped, another is marked in ``metadata.duplicate_of``, as the settings
    say. One of the same site, title and day is known again by half of its text: after a redesign a
    page has another URL, and what is read of it may differ a little. Articles on their way into the
    state are remembered here.

    Settings: ``DEDUPE_SAME_SITE``, ``DEDUPE_OTHER_SITE`` (``drop``, ``mark``, ``off``),
    ``DEDUPE_MIN_SIMILARITY``, ``DEDUPE_DROP_SIMILARITY``. Stats: ``dedupe/dropped``,
    ``dedupe/marked``.
    """

    def __init__(
        self, crawler: Crawler, actions: tuple[str, str], limits: tuple[float, float]
    ) -> None:
        self._crawler = crawler
        self._same, self._other = actions
        self._least, self._drop = limits
        self._recent: dict[bytes, Version] = {}
        self._twins = Twins()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings.

        Raises:
            ConfigError: If one is out of its range.
        """
        settings = crawler.settings
        for name in ("DEDUPE_SAME_SITE", "DEDUPE_OTHER_SITE"):
            if settings[name] not in ACTIONS:
                raise ConfigError(
                    f"{name}: expected one of {', '.join(ACTIONS)}, got {settings[name]!r}"
                )
        limits = (
            settings.getfloat("DEDUPE_MIN_SIMILARITY"),
            settings.getfloat("DEDUPE_DROP_SIMILARITY"),
        )
        return cls(crawler, (settings["DEDUPE_SAME_SITE"], settings["DEDUPE_OTHER_SITE"]), limits)

    async def process_item(self, item: Any) -> Any:
        """Return *item*, marked where it is a duplicate.

        Raises:
            Duplicate: If it is one that is dropped.
        """
        if not isinstance(item, Article) or not traits_of(self._crawler).revises:
            return item
        version = version_of(item)
        self._check_twin(item, version)
        # A revision belongs to its own article: it must not be dropped for its likeness to a copy.
        found = self._find(version) if item.metadata.revision == 1 else None
        if found is not None:
            item = self._judge(item, version, *found)
        # Only now: an article that is dropped must not make others its duplicates.
        self._remember(version)
        self._twins.remember(item, version.site)
        return item

    def _check_twin(self, item: Article, version: Version) -> None:
        """Drop an article whose sentences are all in a record of the same site and title."""
        if self._same != "drop" or item.metadata.revision != 1:
            return
        twin = self._twins.find(item, version.site)
        # A fetch again gives the same id, and the same sentences: not a twin of itself.
        if twin is not None and twin != item.id:
            self._crawler.stats.inc_value("dedupe/dropped")
            raise Duplicate(f"{item.url}: all that it says is in {twin}")

    def _find(self, version: Version) -> tuple[Version, float] | None:
        """Return the most similar article that is another one, and how similar it is."""
        best = self._best(version, bands_of(version.text_hash, version.sketch), self._least)
        # Bands find copies cheaply; the title finds what a redesign has made too unlike for that.
        if best is None and version.headline:
            best = self._best(version, [version.headline], min(self._least, SAME_TITLE_SIMILARITY))
        return best

    def _best(
        self, version: Version, bands: list[bytes], least: float
    ) -> tuple[Version, float] | None:
        stored = session_of(self._crawler).articles.meeting(bands)
        # The state does not know the records of pages that have not ended yet.
        near = {one.id: one for one in (*stored, *self._meeting(bands)) if one.id != version.id}
        scored = [(one, _similarity(version, one)) for one in near.values()]
        best = max(scored, key=lambda pair: pair[1], default=None)
        return best if best is not None and best[1] >= least else None

    def _meeting(self, bands: Iterable[bytes]) -> list[Version]:
        return [self._recent[band] for band in bands if band in self._recent]

    def _judge(self, item: Article, version: Version, other: Version, share: float) -> Article:
        same_site = version.site == other.site
        action = self._same if same_site else self._other
        if action == "off":
            return item
        if action == "drop" and share >= self._drop:
            self._crawler.stats.inc_value("dedupe/dropped")
            raise Duplicate(f"{item.url}: its text is that of {other.record_id}")
        # Similar, but not equal: a mark loses no text, a drop could.
        self._crawler.stats.inc_value("dedupe/marked")
        return replace(item, metadata=replace(item.metadata, duplicate_of=other.record_id))

    def _remember(self, version: Version) -> None:
        for band in version.bands:
            # The first article of a band stays: it is the one that later duplicates shall name.
            self._recent.setdefault(band, version)
        while len(self._recent) > _RECENT:
            # Dicts keep the order of insertion, so this is the oldest.
            del self._recent[next(iter(self._recent))]


def _similarity(one: Version, other: Version) -> float:
    return 1.0 if one.text_hash == other.text_hash else similarity(one.sketch, other.sketch)
