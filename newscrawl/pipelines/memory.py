"""What is known of each host while a crawl runs, and when it is time to learn.

The first pages of an unknown host are sketched without a profile; from ``FIRST_LESSON`` pages on, or when no
more are to come soon, the profile is learned, and the pages that were held back are read again by it. Later
lessons take up what has changed. A host whose pages stop fitting (a redesign) is learned anew from those.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Protocol

from newscrawl.boilerplate.profile import from_json
from newscrawl.errors import ConfigError
from newscrawl.items import Draft
from newscrawl.outline import Lesson

logger = logging.getLogger(__name__)

MAX_HOSTS = 1_000
"""Hosts in memory at once; those not seen for longest are read from the state again when they come back."""
WINDOW = 24
"""The last sketches of a host, of which it is learned."""
FIRST_LESSON = 5
LESSONS = (FIRST_LESSON, 10, 20)
"""Numbers of pages at which a host is learned; then at every ``LESSON_EVERY``-th."""
LESSON_EVERY = 60
SKETCH_EVERY = 3
"""Of the pages of a known host every third is sketched: packing costs a page 5 % of its time, and 24 sketches
tell more of the last 72 pages than of the last 24."""
MIN_LESSON = 2
MISFITS = 5
"""So many pages in a row that the profile does not fit: it has expired."""


class ProfileRows(Protocol):
    """Where profiles outlive the crawl; see ``state.profiles.Profiles``."""

    def get(self, host: str) -> str | None:
        """Give the profile of *host* as JSON."""

    def put(self, host: str, profile: str, pages: int, now: float) -> None:
        """Keep the profile of *host*."""


@dataclass(slots=True)
class Site:
    """One host.

    Attributes:
        profile: As JSON; empty: none is known.
        sketches: The last pages, packed.
        pages: Sketched since the crawl began.
        held: Pages that wait for the first lesson, read.
        waiting: Pages that wait for it unread.
        reading: Pages that are read without a profile now.
        failed: The first lesson failed; no page waits for it.
        learned: Set when there is no more reason to wait.
        learning: A lesson is under way.
        misfits: Pages in a row that the profile did not fit.
        strange: Of these, those with a sketch.
        epoch: How often a profile has expired; a lesson of before it is worth nothing.
        known: Different pages that the profile was learned from; one of fewer does not take its place.
        by_hand: A person wrote the profile: it is learned anew only when it has expired.
    """

    host: str
    profile: str = ""
    sketches: deque[bytes] = field(default_factory=lambda: deque(maxlen=WINDOW))
    pages: int = 0
    held: int = 0
    waiting: int = 0
    reading: int = 0
    failed: bool = False
    learned: asyncio.Event = field(default_factory=asyncio.Event)
    learning: bool = False
    misfits: int = 0
    strange: int = 0
    epoch: int = 0
    known: int = 0
    by_hand: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a further page is to be read now: by a profile, or to learn one from it."""
        if self.learned.is_set() or self.profile or self.failed:
            return True
        return len(self.sketches) + self.reading < FIRST_LESSON

    def note(self, draft: Draft, profile: str) -> bool:
        """Take up the sketch of *draft*, which was read by *profile*; say whether it is time to learn."""
        if draft.sketch is not None:
            self.sketches.append(draft.sketch)
        elif not profile:
            return False
        self.pages += 1
        if profile and profile == self.profile:
            self.misfits = 0 if draft.profiled else self.misfits + 1
            self.strange = 0 if draft.profiled else self.strange + (draft.sketch is not None)
        if self.misfits >= MISFITS:
            self._expire()
            return True
        return self._is_lesson() and not self.by_hand

    def _is_lesson(self) -> bool:
        due = self.pages in LESSONS or self.pages % LESSON_EVERY == 0
        due = due or (not self.profile and len(self.sketches) == FIRST_LESSON)
        return due and len(self.sketches) >= min(self.known, LESSONS[-1])

    def _expire(self) -> None:
        logger.info("%s: its pages no longer fit its profile; learning it anew", self.host)
        while len(self.sketches) > self.strange:
            self.sketches.popleft()
        self.profile, self.known, self.by_hand = "", 0, False
        self.misfits = self.strange = 0
        self.epoch += 1
        self.learned.clear()

    @property
    def wants_sketch(self) -> bool:
        """Whether the next page is to be sketched."""
        settled = self.profile and not self.misfits and self.pages >= LESSONS[-1]
        return not settled or self.pages % SKETCH_EVERY == 0

    @property
    def in_use(self) -> bool:
        """Whether a page or a lesson of it is under way."""
        return bool(self.held or self.waiting or self.reading or self.learning)

    def lesson(self) -> Lesson | None:
        """Give what is to be learned of, if that is enough and no lesson is under way."""
        if self.learning or len(self.sketches) < MIN_LESSON:
            return None
        return Lesson(self.host, tuple(self.sketches))


class SiteMemory:
    """The hosts of a crawl, the last ``MAX_HOSTS`` of them in memory; *rows* keep profiles beyond it."""

    def __init__(self, rows: ProfileRows | None) -> None:
        self._rows = rows
        self._sites: OrderedDict[str, Site] = OrderedDict()

    def site(self, host: str) -> Site:
        """Give what is known of *host*."""
        if host not in self._sites:
            self._sites[host] = self._load(host)
            if len(self._sites) > MAX_HOSTS:
                self._forget_one()
        self._sites.move_to_end(host)
        return self._sites[host]

    def _forget_one(self) -> None:
        host = next((host for host, site in self._sites.items() if not site.in_use), None)
        if host is not None:
            del self._sites[host]

    def _load(self, host: str) -> Site:
        site = Site(host)
        text = self._rows.get(host) if self._rows else None
        if text:
            try:
                profile = from_json(text, f"the profile of {host} in the state")
            except ConfigError as error:
                logger.warning("%s", error)
            else:
                site.profile, site.known, site.by_hand = text, profile.pages, profile.by_hand
                site.learned.set()
        return site

    def keep(self, site: Site, profile: str, now: float) -> None:
        """Take over a learned *profile* (JSON), at Unix time *now*."""
        site.profile, site.misfits, site.strange = profile, 0, 0
        site.learned.set()
        if self._rows:
            self._rows.put(site.host, profile, len(site.sketches), now)
