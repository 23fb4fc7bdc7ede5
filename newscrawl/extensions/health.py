"""Counts what each source gives, and judges it against its own past at the end of the run."""

import logging
from collections import Counter
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

from newscrawl.discover.urlkind import UrlKind, url_kind
from newscrawl.errors import StateError, UrlError
from newscrawl.health.figures import GOOD, SourceFigures
from newscrawl.health.judge import HealthVerdict, judge
from newscrawl.meta import ENTRANCE, GUESS, RETURNS, SOURCE, VOUCHED
from newscrawl.model.article import Article
from newscrawl.model.items import Miss, Page
from newscrawl.requirements import require_frontier
from newscrawl.session import session_of
from newscrawl.state.health import Health
from newscrawl.traits import traits_of
from newscrawl.web.urls import origin_of, site_key
from newscrawl.web.walls import wall_of_address, wall_of_page

if TYPE_CHECKING:
    from scrapy.utils.asyncio import AsyncioLoopingCall
    from twisted.internet.task import LoopingCall

logger = logging.getLogger(__name__)

_KEEP_S = 5.0
_MAX_SILENT = 10_000
"""URLs without a page that are kept in memory for each source."""
_NO_ANSWER = "no_answer"
_MAX_UNREADABLE = 5
"""Documents that cannot be read which are kept for each source; run.json names all."""


class HealthExtension:
    """Keep ``SourceFigures`` of each source of the spider, in the state too, and judge them.

    A run that is taken up again goes on with its figures. One that was stopped is not judged. Of a
    run that several workers share the last one adds all figures up, and judges them. Stats:
    ``health/sources`` (by name: status, findings, figures), ``health/broken``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._figures: dict[str, SourceFigures] = {}
        self._silent: dict[str, dict[str, str]] = {}
        self._answered: set[int] = set()
        self._changed: set[str] = set()
        self._call: AsyncioLoopingCall | LoopingCall | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it; with another scheduler than ours there is no state."""
        require_frontier(crawler.settings)
        extension = cls(crawler)
        for handler, signal in (
            (extension.start, signals.spider_opened),
            (extension.note_download, signals.response_downloaded),
            (extension.note_end, signals.request_left_downloader),
            (extension.note_response, signals.response_received),
            (extension.note_known, signals.request_dropped),
            (extension.note_article, signals.item_scraped),
            (extension.note_drop, signals.item_dropped),
            (extension.stop, signals.spider_closed),
        ):
            crawler.signals.connect(handler, signal=signal)
        return extension

    def start(self) -> None:
        """Take up the figures of the run, where it had begun before; what could not be had is tried again."""
        progress_by_source = traits_of(self._crawler).progress_by_source
        if not progress_by_source:
            return
        self._session = session_of(self._crawler)
        self._rows = Health(self._session.store, self._session.worker)
        kept = self._rows.of_run(self._session.run.id)
        self._figures = {name: kept.get(name, SourceFigures()) for name in progress_by_source}
        self._silent = {name: {} for name in progress_by_source}
        again = {str(code) for code in self._crawler.settings.getlist("RETRY_HTTP_CODES")}
        for figures in self._figures.values():
            figures.forget_passing(again)
        self._session.attach_end(self.finish)
        self._call = create_looping_call(self.keep)
        self._call.start(_KEEP_S, now=False)

    def stop(self) -> None:
        """Keep no more."""
        if self._call is not None and self._call.running:
            self._call.stop()

    def _of(self, request: Request | None) -> SourceFigures | None:
        """Return the figures that *request* counts for; none for a guess, which proves nothing."""
        if request is None or request.meta.get(GUESS):
            return None
        name = request.meta.get(SOURCE, "")
        self._changed.add(name)
        return self._figures.get(name)

    def note_download(self, request: Request, response: Response) -> None:
        """Note how a URL was answered; the last answer counts."""
        self._answered.add(id(request))
        figures = self._of(request) if _counts(request) else None
        if figures is None:
            return
        if response.status < 400:
            figures.answered += 1
            self._silent[request.meta[SOURCE]].pop(request.url, None)
        else:
            self._note_silent(request, str(response.status))

    def note_end(self, request: Request) -> None:
        """Note a URL that was not answered."""
        if id(request) in self._answered:
            self._answered.discard(id(request))
        elif _counts(request) and self._of(request) is not None:
            self._note_silent(request, _NO_ANSWER)

    def _note_silent(self, request: Request, why: str) -> None:
        silent = self._silent[request.meta[SOURCE]]
        if request.url in silent or len(silent) < _MAX_SILENT:
            silent[request.url] = why

    def note_response(self, request: Request, response: Response) -> None:
        """Note an entrance that could be read, and a front page that is a wall."""
        entrance = request.meta.get(ENTRANCE, "")
        figures = self._of(request) if entrance and response.status < 400 else None
        if figures is not None:
            figures.entrances += 1
            if entrance.startswith("front"):
                figures.front_wall = wall_of_page(response.body) or ""
                figures.moved_to = _moved_to(request, response)

    def note_known(self, request: Request) -> None:
        """Note a page that redirects to one that is known already."""
        figures = self._of(request) if request.meta.get("redirect_urls") else None
        if figures is not None:
            figures.note_drop("same_page")
            self._note_wall(figures, _wall_of_redirect(request))

    def note_article(self, item: Any, response: Response | Failure | None) -> None:
        """Note an article."""
        figures = self._of(getattr(response, "request", None))
        if figures is None or not isinstance(item, Article):
            return
        removed = sum(len(each.text) for each in item.metadata.removed if each.category != "field")
        figures.note_text(item.text, removed)
        figures.undated += not item.metadata.published
        figures.unsigned += not item.authors

    def note_drop(
        self, item: Any, response: Response | Failure | None, exception: Exception
    ) -> None:
        """Note a page that gave no record."""
        request = getattr(response, "request", None)
        figures = self._of(request)
        if figures is None or request is None:
            return
        if isinstance(item, Miss):
            self._note_miss(figures, item, request)
        elif isinstance(item, Page) and (reason := getattr(exception, "reason", "")) != "stopped":
            wall = wall_of_page(item.body) or ("login_wall" if reason == "login_page" else None)
            if (
                wall
                or _counts(request)
                or url_kind(item.requested_url or item.url) is UrlKind.ARTICLE
            ):
                figures.note_drop(reason)
                self._note_wall(figures, wall)

    def _note_miss(self, figures: SourceFigures, miss: Miss, request: Request) -> None:
        if request.meta.get(ENTRANCE, "").startswith("front"):
            figures.front_missed = miss.reason
        if miss.reason == "offsite_redirect":
            figures.note_drop(miss.reason)
            self._note_wall(figures, wall_of_address(request.url) or "led_away")
            return
        if miss.reason in GOOD:
            figures.note_drop(miss.reason)
        elif request.meta.get(VOUCHED) and not request.meta.get(RETURNS):
            figures.missed[miss.reason] += 1
        if _counts(request) and request.url not in self._silent[request.meta[SOURCE]]:
            self._note_silent(request, miss.reason)

    @staticmethod
    def _note_wall(figures: SourceFigures, wall: str | None) -> None:
        if wall:
            figures.walls[wall] += 1

    def keep(self) -> None:
        """Put the changed figures into the state, to be durable with the next commit."""
        if self._session.broken is not None or self._session.closing:
            return
        try:
            for name in self._changed & self._figures.keys():
                self._keep(name, self._current(name))
        except StateError as error:
            self._session.fail(error)
        self._changed.clear()

    def _keep(self, name: str, figures: SourceFigures) -> None:
        if self._session.worker:
            progress = traits_of(self._crawler).progress_by_source[name]
            is_cut = bool(progress.spent and progress.waiting)
            self._rows.note_part(name, self._session.run.id, figures, is_cut=is_cut)
        else:
            self._rows.note(name, self._session.run.id, figures)

    def _current(self, name: str) -> SourceFigures:
        """Return the figures of a source, with those of its entrances so far."""
        figures, progress = SourceFigures(), traits_of(self._crawler).progress_by_source[name]
        kept = self._figures[name]
        figures.add(kept)
        figures.front_missed, figures.front_wall = kept.front_missed, kept.front_wall
        figures.moved_to = kept.moved_to
        figures.unanswered.update(self._silent[name].values())
        figures.listed = max(kept.listed, len(progress.named), progress.shown)
        figures.elsewhere = max(kept.elsewhere, progress.elsewhere.total())
        figures.leads_to = next(
            (site for site, _ in progress.elsewhere.most_common(1)), kept.leads_to
        )
        figures.wanted, figures.outside = (
            kept.wanted + progress.wanted,
            kept.outside + progress.outside,
        )
        figures.unreadable = dict(list(progress.unreadable.items())[:_MAX_UNREADABLE])
        figures.spent = progress.spent or _left_out(progress.left_out)
        return figures

    def finish(self, reason: str) -> None:
        """Judge each source, where the run ended by itself; note its figures in any case."""
        said, broken = {}, 0
        is_last = bool(self._figures) and self._session.frontier.is_last()
        for name in self._figures:
            figures, is_judged = self._current(name), is_last and self._is_judged(name, reason)
            self._keep(name, figures)
            if self._session.worker and is_last:
                figures, is_cut = self._rows.add_up(name, self._session.run.id)
                is_judged = is_judged and not is_cut
            verdict = self._judge(name, figures) if is_judged else None
            if is_last:
                self._rows.note(name, self._session.run.id, figures, verdict)
            broken += verdict is not None and verdict.status == "broken"
            said[name] = _report(figures, verdict)
        self._crawler.stats.set_value("health/sources", said)
        self._crawler.stats.set_value("health/broken", broken)

    def _is_judged(self, name: str, reason: str) -> bool:
        """Return whether the run has seen enough of a source: all its entrances, and it ended by itself."""
        progress = traits_of(self._crawler).progress_by_source[name]
        is_cut_short = self._crawler.stats.get_value("budget/time_over") or progress.spent
        return reason == "finished" and not (is_cut_short and progress.waiting)

    def _judge(self, name: str, figures: SourceFigures) -> HealthVerdict:
        verdict = judge(figures, self._rows.past(name, self._session.run.id))
        for finding in verdict.findings:
            level = logging.WARNING if finding.grave else logging.INFO
            logger.log(level, "Source %s: %s: %s", name, finding.kind, finding.message)
        return verdict


def _moved_to(request: Request, response: Response) -> str:
    """Return the origin that a front page redirects to; empty where it stays on its own."""
    asked = next(iter(request.meta.get("redirect_urls", ())), request.url)
    origin = origin_of(response.url)
    return "" if origin == origin_of(asked) else origin


def _wall_of_redirect(request: Request) -> str | None:
    """Return the kind of wall that *request*, a redirect, leads to; ``None`` for a page of the site."""
    if wall := wall_of_address(request.url):
        return wall
    try:
        led_away = site_key(request.meta["redirect_urls"][0]) != site_key(request.url)
    except UrlError:
        return None
    return "led_away" if led_away else None


def _counts(request: Request) -> bool:
    """Return whether the source vouches for *request*: it is an entrance, or an article that one names."""
    return ENTRANCE in request.meta or bool(request.meta.get(VOUCHED))


def _left_out(left_out: Counter[str]) -> str:
    """Return the parts that a budget left out, in words."""
    return ", ".join(f"{count:,} {what}" for what, count in left_out.most_common())


def _report(figures: SourceFigures, verdict: HealthVerdict | None) -> dict[str, Any]:
    findings = verdict.findings if verdict else ()
    return {
        "status": verdict.status if verdict else "unfinished",
        "findings": [{"kind": finding.kind, "message": finding.message} for finding in findings],
        **figures.report(),
    }
