"""Leaves out pages that reserve a right which the user wants obeyed."""

from collections.abc import Iterable
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from newscrawl.errors import ConfigError
from newscrawl.model.items import Draft
from newscrawl.pipelines.drops import RightsReserved
from newscrawl.records import make_rights
from newscrawl.web.rights import NO_RESERVATION, RESERVATIONS


class RightsPipeline:
    """Drop each ``Draft`` whose page reserves what ``RIGHTS_OBEY`` names; other items pass.

    Settings: ``RIGHTS_OBEY``; empty: the pipeline is off.
    """

    def __init__(self, obeyed: frozenset[str]) -> None:
        self._obeyed = obeyed

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the crawler's settings.

        Raises:
            ConfigError: If ``RIGHTS_OBEY`` names a reservation that there is not.
        """
        obeyed = read_obeyed(crawler.settings.getlist("RIGHTS_OBEY"))
        if not obeyed:
            raise NotConfigured  # the default, nothing to warn of
        return cls(obeyed)

    async def process_item(self, item: Any) -> Any:
        """Pass *item* on.

        Raises:
            RightsReserved: If its page reserves what is obeyed.
        """
        if isinstance(item, Draft):
            found = [name for name in make_rights(item).reserved if name in self._obeyed]
            if found:
                raise RightsReserved(
                    f"{item.url}: the page reserves {', '.join(found)} (RIGHTS_OBEY)"
                )
        return item


def read_obeyed(names: Iterable[str]) -> frozenset[str]:
    """Read the setting ``RIGHTS_OBEY``: names of reservations, or ``all``.

    Raises:
        ConfigError: If there is no such reservation.
    """
    wanted = frozenset(text for name in names if (text := name.strip().lower()))
    unknown = sorted(wanted - {*RESERVATIONS, "all"})
    if unknown:
        raise ConfigError(
            f"RIGHTS_OBEY: {unknown[0]!r} is no reservation; "
            f"expected all, or some of {', '.join(RESERVATIONS)}"
        )
    return (
        # ``c2pa`` reserves nothing by itself, so ``all`` leaves it out; its own name obeys it.
        (frozenset(RESERVATIONS) - NO_RESERVATION) | (wanted - {"all"})
        if "all" in wanted
        else wanted
    )
