"""The knowledge of each host while a crawl runs, and when it is time to learn.

The first pages of an unknown host are sketched without a profile; from ``FIRST_LESSON`` pages on,
or when no more are to come soon, the profile is learned, and the pages that were held back are read
again by it. Later lessons take up what has changed. A host whose pages stop fitting (a redesign) is
learned again from those.
"""

import logging
from collections import OrderedDict, deque
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from newscrawl.boilerplate.profile import from_json
from newscrawl.errors import ConfigError
from newscrawl.model.items import Draft, Page
from newscrawl.model.page_sketch import TrainingSet
from newscrawl.model.standing import EXPIRED, Standing

logger = logging.getLogger(__name__)

MAX_HOSTS = 1_000
"""Hosts in memory at once; those not seen for longest are read from the state again when they come back."""
WINDOW = 24
"""The last sketches of a host, of which it is learned."""
FIRST_LESSON = 5
LESSONS = (FIRST_LESSON, 10, 20)
"""Numbers of pages at which a host is learned; then at every ``LESSON_EVERY``-th."""
LESSON_EVERY = 60
SKETCH_EVERY = 5
"""Of the pages of a known host every fifth is read in full and sketched; for the others the extractor is not
asked where the profile foretells what it would take, which saves a fifth of a page. 24 sketches
tell more of the last 120 pages than of the last 24.
"""
MIN_FORETOLD = 0.9
"""Agreement (0–1) of what a profile foretold and what was kept, of a page that was read in full, below which
the site is read in full until it has been learned again."""
TRUSTED_AUDITS = 4
"""So many pages in a row that were read in full are just what the profile alone gives: until one is not, the
pages between them are not weighed."""
OWN_AUDITS = 1
"""So many of these a profile must pass itself that takes the place of a trusted one."""
MIN_LESSON = 2
MAX_VERSIONS = 8
"""So many of a host's profiles are kept for pages that come late."""
MISFITS = 5
"""So many pages in a row that the profile does not fit: it has expired."""


class ProfileVersion(NamedTuple):
    """A profile (as JSON), from which page on it is applied, whether it has settled, and its site's epoch.

    ``is_trusted``: what it foretells need not be weighed. ``is_usual``: what no page of the site
    had need not be looked for.
    """

    since: int
    profile: str
    is_settled: bool
    epoch: int
    is_trusted: bool = False
    is_usual: bool = False


_NONE = ProfileVersion(0, "", is_settled=False, epoch=0)
_UNPROVED = Standing(0.0)


class ProfileRows(Protocol):
    """Where profiles outlive the crawl; see ``state.profiles.Profiles``."""

    def get(self, host: str) -> str | None:
        """Return the profile of *host* as JSON."""

    def put(self, host: str, profile: str, pages: int, standing: Standing) -> None:
        """Keep the profile of *host*, learned of *pages* pages."""

    def standing(self, host: str) -> Standing | None:
        """Return how far the profile of *host* is believed, if one is known."""

    def note_standing(self, host: str, before: Standing, now: Standing) -> None:
        """Note how far the profile of *host* is believed *now*, which was *before*."""


@dataclass(slots=True)
class SiteLearner:
    """One host.

    Attributes:
        lag: A profile that is learned with page n is applied from page n + ``lag`` on, so that
            pages under way at the same time need not wait for each other; the first profile is
            applied to all pages.
        profile: As JSON; empty: none is known. The last one that was learned.
        versions: It, and those before it, from which page on each is applied.
        sketches: The last pages, packed.
        pages: Sketched since the crawl began.
        mute: Pages without a sketch before there was a profile.
        in_hand: Pages that are read or wait.
        failed: No profile can be learned; no page waits for it.
        learning: A lesson is under way.
        misfits: Pages in a row that the profile did not fit.
        strange: Of these, those with a sketch.
        epoch: How often a profile has expired; a lesson of before it is worth nothing.
        known: Different pages that the profile was learned from; one of fewer does not take its
            place.
        by_hand: A person wrote the profile: it is learned again only when it has expired.
        doubted: A page was read in full and is not what the profile foretold.
        exact: Pages in a row that were read in full, and are just what the profile alone gives.
        surprised: A page was read in full and has what no page had that the profile is learned of.
        noted: How far the profile is believed as the state has it, for other workers and the next
            run; ``None``: the state has none.
    """

    host: str
    lag: int = 0
    profile: str = ""
    versions: list[ProfileVersion] = field(default_factory=list)
    sketches: deque[bytes] = field(default_factory=lambda: deque(maxlen=WINDOW))
    pages: int = 0
    mute: int = 0
    in_hand: int = 0
    failed: bool = False
    learning: bool = False
    misfits: int = 0
    strange: int = 0
    epoch: int = 0
    known: int = 0
    by_hand: bool = False
    doubted: bool = False
    exact: int = 0
    surprised: bool = False
    noted: Standing | None = None

    def standing(self, learned: float) -> Standing:
        """Return how far the profile that was *learned* then (Unix time) is believed."""
        if not self.profile:
            return Standing(learned, EXPIRED)
        # One that is in doubt begins again; more than trust needs would be written for nothing.
        exact = 0 if self.doubted else min(self.exact, TRUSTED_AUDITS)
        return Standing(learned, exact, self.doubted, self.surprised)

    def version(self, number: int) -> ProfileVersion:
        """Return the version of the profile by which the page with this *number* is read."""
        # The newest that holds for this page: one that is late is read as its neighbours were.
        for version in reversed(self.versions):
            if version.since <= number:
                return version
        return _NONE

    def wants_sketch(self, number: int) -> bool:
        """Return whether the page is to be sketched."""
        return not self.version(number).is_settled or number % SKETCH_EVERY == 0

    def ask(self, page: Page, number: int) -> Page:
        """Return *page* as a task for a worker, to be read by as much as is known of its site."""
        version = self.version(number)
        return replace(
            page,
            wants_sketch=self.wants_sketch(number),
            is_trusted=version.is_settled and version.is_trusted,
            is_usual=version.is_settled and version.is_usual,
        )

    def note(self, draft: Draft, profile: str, number: int) -> bool:
        """Take up the sketch of *draft*, which was read by *profile*; return whether it is time to learn."""
        if draft.sketch is not None:
            self.sketches.append(draft.sketch)
        elif not profile:
            # Pages without a body teach nothing; after some of them the others wait no more.
            self.mute += 1
            self.failed = self.failed or self.mute >= FIRST_LESSON
            return False
        self.pages += 1
        version = self.version(number)
        # A page that was read by an older profile says nothing of the fit of this one.
        if version.epoch == self.epoch and profile and self.profile:
            self._note_fit(draft)
            # Nor is it an audit of one that was learned again meanwhile.
            if version.profile == self.profile:
                self._note_audit(draft)
        # In a row: single pages of another kind (galleries, live blogs) never fit.
        if self.misfits >= MISFITS:
            self._expire()
            return True
        self.renew(number)
        # A person knows better, until the pages stop fitting.
        return self._is_lesson() and not self.by_hand

    def _note_fit(self, draft: Draft) -> None:
        """Note how well the profile that is in use fitted the page of *draft*."""
        if draft.profiled:
            self.misfits = self.strange = 0
        else:
            self.misfits += 1
            self.strange += draft.sketch is not None

    def _note_audit(self, draft: Draft) -> None:
        """Note whether the page of *draft* has what the profile foretells, if it was read in full."""
        if draft.foretold is not None and draft.foretold < MIN_FORETOLD:
            self.doubted = True
        if draft.exact is not None:
            self.exact = self.exact + 1 if draft.exact else 0
        self.surprised = self.surprised or draft.usual is False

    def renew(self, number: int) -> None:
        """Note the profile as it is known with the page *number*, for those to come."""
        versions = self.versions
        last = versions[-1] if versions else _NONE
        is_trusted = self.exact >= TRUSTED_AUDITS
        version = ProfileVersion(
            number + self.lag,
            self.profile,
            self._is_settled(),
            self.epoch,
            is_trusted,
            not self.surprised,
        )
        if not last.profile:
            # A first profile holds from the first page without one on, since those wait for it.
            versions = versions[:-1]
            version = version._replace(since=last.since)
        elif last[1:] == version[1:]:
            return
        self.versions = [*versions[-MAX_VERSIONS:], version]

    def _is_settled(self) -> bool:
        """Return whether the profile fits, and enough pages were sketched, in this crawl or before it."""
        is_well_known = max(self.pages, self.known) >= LESSONS[-1]
        is_doubted = self.doubted or self.misfits > 0
        return bool(self.profile) and is_well_known and not is_doubted

    def _is_lesson(self) -> bool:
        # A profile of a few pages must not replace one of many, after a restart for instance.
        if len(self.sketches) < min(self.known, LESSONS[-1]):
            return False
        # Counted in sketches too: pages before may have had none.
        if not self.profile and len(self.sketches) == FIRST_LESSON:
            return True
        return self.pages in LESSONS or self.pages % LESSON_EVERY == 0

    def _expire(self) -> None:
        logger.info("%s: its pages no longer fit its profile; learning it again", self.host)
        # Sketches of the old design would teach it again.
        while len(self.sketches) > self.strange:
            self.sketches.popleft()
        self.profile, self.known, self.by_hand = "", 0, False
        self.misfits = self.strange = 0
        self.doubted, self.exact, self.surprised = False, 0, False
        self.epoch += 1

    def begin_with(self, profile: str, standing: Standing | None) -> None:
        """Take over the *profile* of the state (JSON; empty: no profile fits) and its *standing*.

        No page may be under way: it holds for all pages from now on.

        Raises:
            ConfigError: If the profile cannot be read; the site then has no profile.
        """
        # Sketches of the design before would teach it again.
        if profile != self.profile:
            self.sketches.clear()
        self.profile, self.known, self.by_hand, self.failed = "", 0, False, False
        self.misfits = self.strange = self.mute = 0
        self.noted, self.versions = standing, []
        _, exact, self.doubted, self.surprised = standing or _UNPROVED
        self.exact = max(exact, 0)
        if profile:
            known = from_json(profile, f"the profile of {self.host} in the state")
            self.profile, self.known, self.by_hand = profile, known.pages, known.by_hand
        self.renew(0)

    @property
    def in_use(self) -> bool:
        """Whether a page or a lesson of it is under way."""
        return bool(self.in_hand or self.learning)

    def lesson(self) -> TrainingSet | None:
        """Return the sketches to learn from, if they are enough and no lesson is under way."""
        # With one page nothing repeats, and there is nothing to vote on.
        if self.learning or len(self.sketches) < MIN_LESSON:
            return None
        return TrainingSet(self.host, tuple(self.sketches))


class SiteRegistry:
    """The hosts of a crawl, the last ``MAX_HOSTS`` of them in memory; *rows* keep profiles beyond it."""

    def __init__(self, rows: ProfileRows | None, lag: int = 0) -> None:
        self._rows, self._lag = rows, lag
        self._sites: OrderedDict[str, SiteLearner] = OrderedDict()

    def site(self, host: str) -> SiteLearner:
        """Return the learner of *host*."""
        site = self._sites.get(host)
        if site is None:
            if len(self._sites) >= MAX_HOSTS:
                self._forget_one()
            site = self._sites[host] = SiteLearner(host, self._lag)
        # The order is that of the last use, by which hosts are forgotten.
        self._sites.move_to_end(host)
        # While pages of it are under way here, no other worker has any.
        if not site.in_use:
            self._catch_up(site)
        return site

    def _forget_one(self) -> None:
        for host, site in self._sites.items():
            # One in use is never forgotten: pages that wait hold it.
            if not site.in_use:
                del self._sites[host]
                return

    def _catch_up(self, site: SiteLearner) -> None:
        """Take over what earlier runs and other workers have found of *site*."""
        standing = self._rows.standing(site.host) if self._rows else None
        if self._rows is None or standing == site.noted:
            return
        # The run before may have ended between a redesign and the next lesson.
        is_well = standing is not None and standing.exact != EXPIRED
        profile = self._rows.get(site.host) if is_well else None
        try:
            site.begin_with(profile or "", standing)
        # An unreadable profile costs only learning it again; the crawl goes on.
        except ConfigError as error:
            logger.warning("%s", error)

    def note_audits(self, site: SiteLearner) -> None:
        """Keep how far the profile of *site* is believed, where that has changed."""
        before = site.noted
        if self._rows is None or before is None:
            return
        now = site.standing(before.learned)
        if now != before:
            self._rows.note_standing(site.host, before, now)
            site.noted = now

    def keep(self, site: SiteLearner, profile: str, number: int, now: float) -> None:
        """Take over a *profile* (JSON) that was learned with the page *number*, at Unix time *now*."""
        # What an earlier profile has proved is not proved of one that says something else.
        if profile != site.profile:
            site.exact = min(site.exact, TRUSTED_AUDITS - OWN_AUDITS)
        site.profile, site.misfits, site.strange = profile, 0, 0
        site.doubted = site.surprised = False
        site.renew(number)
        if self._rows:
            site.noted = site.standing(now)
            self._rows.put(site.host, profile, len(site.sketches), site.noted)
