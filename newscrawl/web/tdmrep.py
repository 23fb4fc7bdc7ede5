"""``/.well-known/tdmrep.json``: bytes in, the reservations for a page out.

The file is a list of rules, each with a path pattern (``location``), ``tdm-reservation`` and
perhaps ``tdm-policy``. Patterns are those of robots.txt, and as there the longest that matches
decides. Of two of one length the one that reserves does.

Source: TDM Reservation Protocol, Final Community Group Report,
    https://www.w3.org/community/reports/tdmrep/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newscrawl.web.jsonvalues import as_list, as_object, as_text, loaded
from newscrawl.web.robotsrules import Rule, path_of

PATH = "/.well-known/tdmrep.json"
MAX_BYTES = 512 * 1024
_MAX_RULES = 1_000


@dataclass(frozen=True, slots=True)
class TdmRule:
    """One rule: the paths it holds for, whether it reserves, and the URL of a policy or nothing."""

    paths: Rule
    reserves: bool
    policy: str


def parse_tdmrep(body: bytes) -> tuple[TdmRule, ...]:
    """Read the rules of a file, the longest pattern first; none where it is no such file.

    >>> parse_tdmrep(b'[{"location": "/news/*", "tdm-reservation": 1}]')[0].reserves
    True
    """
    # A file that is cut is no JSON, so that a longer one says nothing.
    entries = as_list(loaded(body[:MAX_BYTES]))[:_MAX_RULES]
    rules = filter(None, map(_rule, map(as_object, entries)))
    # Sorted once: the first rule that matches a page is then the one that decides.
    return tuple(sorted(rules, key=lambda rule: (-rule.paths.weight, not rule.reserves)))


def _rule(entry: Mapping[str, Any]) -> TdmRule | None:
    location = entry.get("location")
    if not isinstance(location, str):
        return None
    # The report's own examples write paths with a slash; without one nothing would match.
    pattern = location if location.startswith(("/", "*")) else f"/{location}"
    pieces = tuple(pattern.removesuffix("$").split("*"))
    paths = Rule(True, pieces, pattern.endswith("$"), len(pattern))
    reserves = str(entry.get("tdm-reservation")).strip() == "1"
    return TdmRule(paths, reserves, as_text(entry.get("tdm-policy")))


def notices_for(rules: tuple[TdmRule, ...], url: str) -> list[list[str]]:
    """Return the notices of *rules* for the page at *url*: source, name and value of each."""
    path = path_of(url)
    for rule in rules:
        # The longest pattern is the first.
        if rule.paths.matches(path):
            return _notices_of(rule)
    return []


def _notices_of(rule: TdmRule) -> list[list[str]]:
    said = [["tdmrep.json", "tdm-reservation", str(int(rule.reserves))]]
    if rule.policy:
        said.append(["tdmrep.json", "tdm-policy", rule.policy])
    return said
