"""A later robots.txt applied to records that are there already: what it forbids and reserves is told."""

import json
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from newscrawl.corpus.lines import read_lines
from newscrawl.errors import UrlError
from newscrawl.model.items import Notice
from newscrawl.records import dump_line
from newscrawl.web.rights import notice, reservations, tdm_policy
from newscrawl.web.robots import Robots, parse_robots
from newscrawl.web.urls import canonical_url

FORBIDDEN = "robots-forbidden"
"""Among the reservations of a record: its robots.txt forbids the page to this crawler."""
_LATER = "robots.txt:"
_MAX_ORIGINS = 2_000


@dataclass(slots=True)
class RightsFigures:
    """Numbers of lines: all, those of hosts with a file, changed ones, dropped ones, bad ones."""

    lines: int = 0
    known: int = 0
    changed: int = 0
    dropped: int = 0
    broken: int = 0
    reserved: Counter[str] = field(default_factory=Counter)


class RightsJudge:
    """Applies the robots.txt that *find* gives for an origin; its day is *day*, our name is *token*."""

    def __init__(
        self, find: Callable[[str], bytes | None], *, token: str, day: str, drops: Collection[str]
    ) -> None:
        self._find, self._token, self._day, self._drops = find, token, day, drops
        self._robots: OrderedDict[str, Robots | None] = OrderedDict()
        self.figures = RightsFigures()

    def apply(self, path: Path, output: IO[bytes], report: Callable[[str], None]) -> None:
        """Write each line of *path*, judged, to *output*; a line that is no record is passed on, and told.

        Raises:
            ConfigError: If the file cannot be read.
        """
        for line in read_lines(path):
            self.figures.lines += 1
            try:
                if not line.whole:
                    raise ValueError("too long to be looked at")
                judged = self._judge(line.data)
            except (ValueError, UrlError, RecursionError) as error:
                self.figures.broken += bool(line.data.strip())
                report(f"{path}, line {line.number}: passed on as it is: {error}")
                judged = line.data
            if judged is not None:
                output.write(judged)

    def _judge(self, data: bytes) -> bytes | None:
        """Return the line of a record with the present reservations; ``None``: the record is dropped."""
        record = json.loads(data)
        if not isinstance(record, dict) or not isinstance(record.get("url"), str):
            raise ValueError("expected an object with a text 'url'")
        # RFC 9309, section 2.3: a robots.txt is of one scheme, host and port.
        robots = self._of("/".join(canonical_url(record["url"]).split("/")[:3]))
        if robots is None:
            return data
        self.figures.known += 1
        rights = _updated(_rights(record), self._said(robots, record["url"]), record["url"])
        self.figures.reserved.update(rights["reserved"])
        if any(name in self._drops for name in rights["reserved"]):
            self.figures.dropped += 1
            return None
        if rights == record.get("metadata", {}).get("rights"):
            return data
        self.figures.changed += 1
        record["metadata"] = {**record.get("metadata", {}), "rights": rights}
        return dump_line(record)

    def _of(self, origin: str) -> Robots | None:
        if origin not in self._robots:
            body = self._find(origin)
            self._robots[origin] = None if body is None else parse_robots(body, self._token)
            if len(self._robots) > _MAX_ORIGINS:
                self._robots.popitem(last=False)
        return self._robots[origin]

    def _said(self, robots: Robots, url: str) -> list[Notice]:
        """Return the notices of *robots* about the page at *url*, then its day."""
        said = [("content-signal", value) for value in robots.signals]
        said += [("license", address) for address in robots.licenses]
        if names := robots.forbidden_to(url):
            said.append(("ai-robots", ", ".join(names)))
        found = [notice("robots.txt", name, value) for name, value in said]
        if not robots.allows(url):
            found.append(Notice(f"{_LATER}{FORBIDDEN}", self._token))
        return [*filter(None, found), Notice(f"{_LATER}date", self._day)]


def _updated(rights: Mapping[str, Any], said: Iterable[Notice], url: str) -> dict[str, Any]:
    """Return the *rights* of a record with the notices *said* by a later robots.txt instead of the former."""
    # A later file replaces the earlier one; the notices of page and server stay.
    kept = [each for each in rights["notices"] if not str(each["source"]).startswith(_LATER)]
    notices = [*(Notice(str(each["source"]), str(each["value"])) for each in kept), *said]
    forbidden = [FORBIDDEN] if any(each.source.endswith(FORBIDDEN) for each in notices) else []
    return {
        **rights,
        "reserved": [*reservations(notices, url), *forbidden],
        "tdm_policy": tdm_policy(notices),
        "notices": [asdict(each) for each in notices],
    }


def _rights(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the rights of a record; of a corpus of others, which has none, empty ones."""
    metadata = record.get("metadata", {})
    if not isinstance(metadata, dict):
        raise ValueError("'metadata': expected an object")
    rights = metadata.get("rights", {})
    notices = rights.get("notices", []) if isinstance(rights, dict) else None
    if not isinstance(notices, list) or not all(
        isinstance(each, dict) and {"source", "value"} <= each.keys() for each in notices
    ):
        raise ValueError(
            "'metadata.rights': expected an object with a list 'notices' of source and value"
        )
    return {"reserved": [], "tdm_policy": "", **rights, "notices": notices}
