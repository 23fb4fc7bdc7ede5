"""The facts about a page that are not in its tree, for the readers of the tree."""

from dataclasses import dataclass

from newscrawl.boilerplate.profile import SiteProfile
from newscrawl.extract.metadata.jsonld import JsonLdClaims
from newscrawl.model.items import NO_PINS, Metadata, Pins, Update
from newscrawl.web.urls import shown_host


@dataclass(frozen=True, slots=True)
class PageFacts:
    """The facts about a page that are not in its tree.

    Attributes:
        titles: The keys of its titles.
        profile: The learned profile of its site.
        sketched: Whether a sketch is wanted.
        pins: The pins of its source.
        whole: The tree holds the article and nothing else.
        brief: The extractor need not be asked where the profile foretells its result.
        outright: What the profile foretells need not be weighed: it was the text each time.
        habits: Those of its site, where the page may be read by them.
    """

    url: str
    metadata: Metadata
    evidence: JsonLdClaims
    titles: frozenset[str]
    updates: tuple[Update, ...] = ()
    profile: SiteProfile | None = None
    sketched: bool = False
    pins: Pins = NO_PINS
    whole: bool = False
    brief: bool = False
    outright: bool = False
    habits: frozenset[str] = frozenset()

    @property
    def host(self) -> str:
        """Host of the page, or empty."""
        return shown_host(self.url)
