"""An article that was harvested before: a new record where its text has changed, none where it has not."""

from dataclasses import replace
from hashlib import blake2b
from typing import Any, Self

from scrapy.crawler import Crawler

from newscrawl.model.article import Article
from newscrawl.pipelines.drops import Unchanged
from newscrawl.pipelines.twins import title_words
from newscrawl.session import session_of
from newscrawl.state.articles import Version
from newscrawl.text.minhash import sketch_of, text_digest
from newscrawl.traits import traits_of
from newscrawl.web.urls import article_id, canonical_url, site_key, url_key


class RevisePipeline:
    """Compare each ``Article`` with its last record, of any run; where the spider has ``revises`` set.

    Only the cleaned text counts, white space folded: a banner, a box or a date line makes no new
    record. What is found here is noted in the state together with the record, by ``state.ledger``.
    Stats: ``revise/revisions``, ``revise/unchanged``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it."""
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        """Return *item*, as a revision where it is one.

        Raises:
            Unchanged: If its text is that of its last record.
        """
        if not isinstance(item, Article) or not traits_of(self._crawler).revises:
            return item
        return next_version(item, self._crawler)


def next_version(article: Article, crawler: Crawler) -> Article:
    """Return *article* as the revision that follows its last record; itself, if it is new.

    Records on their way count where a page comes several times; elsewhere two URLs of one article
    that are read at one time are one record, which ``WritePipeline`` sees to.

    Raises:
        Unchanged: If its text is that of its last record.
    """
    session, known = session_of(crawler), article_id(article.url)
    has_captures = traits_of(crawler).has_captures
    # An archive has several captures of a page in one batch: the last may not be committed yet.
    last = session.last_version(known) if has_captures else session.articles.last(known)
    if last is None:
        return article
    if last.text_hash == text_digest(article.text):
        crawler.stats.inc_value("revise/unchanged")
        raise Unchanged("its text is that of its last record")
    crawler.stats.inc_value("revise/revisions")
    return _revised(article, last)


def _revised(article: Article, last: Version) -> Article:
    """Return *article* as the revision that follows *last*: with an id of its own that leads back."""
    revision = last.revision + 1
    metadata = replace(article.metadata, revision=revision, previous_id=last.record_id)
    return replace(article, id=_revision_id(article.url, revision), metadata=metadata)


def _revision_id(url: str, revision: int) -> str:
    """Return the record id of a later *revision* of the page at *url*; no canonical URL has a fragment."""
    return f"nc-{url_key(f'{canonical_url(url)}#{revision}').hex()}"


def version_of(article: Article) -> Version:
    """Return the version of *article*, the part of it that the state keeps."""
    return Version(
        article_id(article.url),
        article.id,
        article.metadata.revision,
        text_digest(article.text),
        site_key(article.url),
        sketch_of(article.text),
        _headline_of(article),
    )


def _headline_of(article: Article) -> bytes:
    """Return the key of an article's site, title and day.

    Empty where the day or a telling title is missing.
    """
    title, day = title_words(article), article.metadata.published[:10]
    if not title or not day:
        return b""
    # The day is part of the key: "Weather" or "Editorial" is a title on each day.
    text = f"{site_key(article.url)} {day} {title}"
    return b"t" + blake2b(text.encode("utf-8", "replace"), digest_size=9).digest()
