"""The session of a crawl: its state, its output and its pages in hand, as Scrapy's components see them.

The scheduler opens it; every other component finds it by ``session_of``, or by ``find_session``
where it can do without, for a project may keep Scrapy's own scheduler. "Nothing lost, nothing
twice" rests on what is shared here, so it has types: nothing else reaches for the scheduler.
"""

import logging
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from newscrawl.errors import ConfigError, NewscrawlError, StateError
from newscrawl.learning.turns import Turns
from newscrawl.meta import LEASE
from newscrawl.requirements import FRONTIER
from newscrawl.state.articles import Articles, Version
from newscrawl.state.breaker import Breaker
from newscrawl.state.ledger import Ledger, OutputLine
from newscrawl.state.revisits import RevisitLog
from newscrawl.state.shared import AnyFrontier
from newscrawl.state.store import Store
from newscrawl.state.values import Lease, Run
from newscrawl.web.traps import ListOutcome

logger = logging.getLogger(__name__)

_IN_HAND: ContextVar[object] = ContextVar(
    "item whose line was staged last, in the task that handles it"
)


@dataclass(slots=True)
class Work:
    """A page in hand, from the moment at which its request is given out to the one at which it is settled.

    Attributes:
        request: The request that was sent for it.
        lines: Its records.
        arrived: Whether the download has ended.
        drops: Why items of it gave no record, by reason; ``True`` for a failure.
        given_up: Whether the work on it was ended because the crawl stops.
        told: See ``state.values.Outcome``.
    """

    lease: Lease
    request: Request
    lines: list[OutputLine] = field(default_factory=list)
    drops: dict[str, bool] = field(default_factory=dict)
    arrived: bool = False
    given_up: bool = False
    told: tuple[str, str] | None = None


class Staging:
    """Lines of items that are in the pipelines still."""

    def __init__(self) -> None:
        self._lines: dict[int, tuple[object, OutputLine]] = {}

    def has(self, record_id: str) -> bool:
        """Return whether a record of that id is here."""
        return any(line.id == record_id for _, line in self._lines.values())

    def lines(self) -> list[OutputLine]:
        """Return all that are here."""
        return [line for _, line in self._lines.values()]

    def put(self, item: object, line: OutputLine) -> None:
        """Keep the line of *item*."""
        # The item is kept beside its line: its ``id()`` must not be used again while it waits.
        self._lines[id(item)] = (item, line)
        _IN_HAND.set(item)

    def claim(self, item: object) -> OutputLine | None:
        """Return the line of *item*, once.

        Where *item* has none, that of the item that was staged before in this task: Scrapy tells of
        a drop by what the spider gave, and a later pipeline may have put another item in the place
        of the staged one.
        """
        staged = item if id(item) in self._lines else _IN_HAND.get(None)
        return self._lines.pop(id(staged), (None, None))[1]


class ListWatch(Protocol):
    """The watch over lists of URLs that lead nowhere, see ``scheduler.lists``."""

    def attach_judge(self, judge: Callable[[Request], str | None]) -> None:
        """Let *judge* return the reason why a request that has waited is not to be sent, or ``None``."""

    def note(self, number: int, outcome: ListOutcome, target: str = "") -> None:
        """Note the *outcome* of the row *number*."""

    def settle(self, number: int) -> None:
        """Note that the work on the row *number* has ended."""

    def ended(self, lists: tuple[str, ...]) -> str | None:
        """Return one of *lists* that has ended, if there is one."""


def _as_it_was(item: object, line: OutputLine) -> OutputLine:
    """Return *line*: no pipeline comes after it was made."""
    return line


def _do_nothing() -> None:
    """Stand in for a function that the scheduler has not attached yet."""


def _no_mark(request: Request) -> str:
    """Return no mark: no request is left for the next run."""
    return ""


@dataclass(slots=True, eq=False)
class CrawlSession:
    """One run of a crawl, open from the scheduler's ``open`` to its ``close``.

    Attributes:
        worker: Name of this process among those that share the run; empty: it is the only one.
        command: Arguments of the spider, by which the run is known.
        works: Pages in hand, by the number of their row.
        broken: Why state or output cannot be written any more; nothing is given out then.
        closing: Whether the run is being ended, or has been.
        starved: Whether nothing could be given out when the engine asked last.
        short: Whether records wait in the state because no file can be opened.
        mark_of: Returns the mark by which requests like this one are known, if they are for the
            next run.
        pack: Packs output files that are full, while the crawl goes on.
        end_at_once: Ends the run as far as a moment suffices.
        settle: Acknowledges the pages that have ended.
        final: Returns the line of an item that is through all pipelines, of the one that was
            staged.
    """

    stats: StatsCollector
    store: Store
    run: Run
    command: Mapping[str, str]
    frontier: AnyFrontier
    ledger: Ledger
    articles: Articles
    breaker: Breaker
    revisits: RevisitLog
    lists: ListWatch
    worker: str = ""
    turns: Turns = field(default_factory=Turns)
    works: dict[int, Work] = field(default_factory=dict)
    broken: NewscrawlError | None = None
    closing: bool = False
    starved: bool = False
    short: bool = False
    mark_of: Callable[[Request], str] = _no_mark
    pack: Callable[[], None] = _do_nothing
    end_at_once: Callable[[], None] = _do_nothing
    settle: Callable[[], object] = _do_nothing
    final: Callable[[object, OutputLine], OutputLine] = _as_it_was
    _at_end: list[Callable[[str], None]] = field(default_factory=list)
    _at_commit: list[Callable[[], None]] = field(default_factory=list)
    _staging: Staging = field(default_factory=Staging)

    def attach(self, settle: Callable[[], object]) -> None:
        """Let *settle* be called when it matters that pages which have ended are acknowledged."""
        self.settle = settle

    def attach_end(self, call: Callable[[str], None]) -> None:
        """Let *call* write its figures into the store when the run ends; *call* gets the reason."""
        self._at_end.append(call)

    def attach_commit(self, call: Callable[[], None]) -> None:
        """Let *call* sync files that the records name before each commit; it may raise ``OutputError``."""
        self._at_commit.append(call)

    def prepare_commit(self) -> None:
        """Call all that ``attach_commit`` was given.

        Raises:
            OutputError: If one of them cannot.
        """
        for call in self._at_commit:
            call()

    def tell_end(self, reason: str) -> None:
        """Call all that ``attach_end`` was given."""
        for call in self._at_end:
            call(reason)

    def stage(self, item: object, line: OutputLine) -> bool:
        """Keep the line of *item* until its page has ended; return ``False`` if the run holds it already."""
        # In hand, staged and committed records are three places: a second URL may come in between.
        if self._staging.has(line.id) or self._holds(line.id):
            return False
        self._staging.put(item, line)
        return True

    def _holds(self, record_id: str) -> bool:
        works = self.works.values()
        return self.ledger.has(record_id) or any(
            line.id == record_id for work in works for line in work.lines
        )

    def last_version(self, article_id: str) -> Version | None:
        """Return the last record of an article, which may be on its way; ``None`` where it is new."""
        lines = self._staging.lines()
        for work in self.works.values():
            lines += work.lines
        versions = [line.version for line in lines if line.version is not None]
        waiting = [version for version in versions if version.id == article_id]
        if waiting:
            return max(waiting, key=lambda version: version.revision)
        return self.articles.last(article_id)

    def claim(self, item: object) -> OutputLine | None:
        """Return the line of *item*, once."""
        return self._staging.claim(item)

    def work_of(self, response: Response | Failure | None) -> Work | None:
        """Return the page in hand that *response* is of, if one is."""
        request: Request | None = getattr(response, "request", None)
        return self.works.get(request.meta.get(LEASE, 0)) if request is not None else None

    def fail(self, error: NewscrawlError) -> None:
        """Note that state or output cannot be written; all since the last commit is undone."""
        # The first failure is the cause; those that follow mostly come of it.
        if self.broken is not None:
            return
        self.broken = error
        logger.error("%s", error)
        self.stats.set_value("frontier/broken", str(error))

    def look_ahead(self, keys: list[bytes]) -> None:
        """Let the frontier look URLs up at once that will be added one by one."""
        try:
            self.frontier.look_ahead(keys)
        except StateError as error:
            self.fail(error)

    def shut(self) -> None:
        """Give nothing out any more, and leave what waits for the next run."""
        try:
            self.frontier.shut()
        except StateError as error:
            self.fail(error)

    def commit(self) -> None:
        """Make all settled pages durable, and pack the files that are full meanwhile.

        Where no file can be opened for now, the records wait in the state, and nothing is given out
        until they are written.

        Raises:
            StateError, OutputError: As ``Ledger.commit``.
        """
        # What the records name (archives of answers) must be on the disk before the records are.
        self.prepare_commit()
        self.short = not self.ledger.commit_or_wait()
        # Packing opens files, which is just what cannot be done now.
        if self.ledger.has_closed and not self.short:
            self.pack()

    def release_all(self) -> None:
        """Put back all pages in hand."""
        now = time.time()
        for work in self.works.values():
            self.frontier.release(work.lease, now)
        self.works.clear()


def find_session(crawler: Crawler) -> CrawlSession | None:
    """Return the session of *crawler*; ``None`` where another scheduler than ours runs, or none does."""
    session = getattr(crawler.engine.scheduler, "session", None)
    # By type, not by name: another scheduler may have a ``session`` of its own.
    return session if isinstance(session, CrawlSession) else None


def session_of(crawler: Crawler) -> CrawlSession:
    """Return the session of *crawler*.

    Raises:
        ConfigError: If another scheduler than ours runs.
    """
    session = find_session(crawler)
    if session is None:
        name = crawler.settings["SCHEDULER"]
        raise ConfigError(
            f"SCHEDULER: expected {FRONTIER!r}, whose state this component reads and writes, got"
            f" {name!r}; set it so, or leave the component out"
        )
    return session
