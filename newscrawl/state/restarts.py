"""Pages behind redirects that may be over by the next run: a site in maintenance leads all to one page.

A page that is led to another one that the run has is dropped as the same page, and that is final
where the other one is an article. Where it turns out to be none (the front page, a notice), the
page is marked as *led away* when the run ends: later runs ask for it again, at its own URL.
"""

import json
from collections.abc import Iterable
from typing import Any

from newscrawl.meta import TOLD
from newscrawl.state.store import Store
from newscrawl.state.stored_requests import as_stored, keep_request
from newscrawl.state.values import Outcome, Status

LED_AWAY = "led_away"
_LEADS_TO = "leads_to"
_OF_REDIRECTS = ("redirect_urls", "redirect_times", "redirect_ttl", "redirect_reasons")
_NO_ARTICLES = (
    "'no_text', 'too_short', 'not_an_article', 'error_page', 'login_page', 'listing', 'media',"
    " 'shop', 'forum'"
)
REDIRECTED = "instr(request, '\"redirect_urls\"') > 0"
"""Condition of a row whose stored request was redirected."""
_OF_RUN = "FROM lanes CROSS JOIN urls WHERE run_id = ? AND lane_id = lanes.id AND status >= 2"
_NEVER_HARVESTED = "records = 0 AND harvested = 0"


def same_page(target: bytes) -> Outcome:
    """Return the outcome of a page that is led to the page of the key *target*, which the run has."""
    return Outcome(Status.DROPPED, "same_page", told=(_LEADS_TO, target.hex()))


def from_the_start(values: dict[str, Any]) -> None:
    """Let a stored request, as its *values*, ask for the URL that was redirected first, if one was."""
    meta = values.get("meta", {})
    first = next(iter(meta.get("redirect_urls", ())), None)
    if first is None:
        return
    values["url"] = first
    for name in _OF_REDIRECTS:
        meta.pop(name, None)


def restart(store: Store, rows: Iterable[tuple[int, str]]) -> None:
    """Let the *rows* (number, stored request) begin again."""
    for url_id, request in rows:
        values = json.loads(request)
        from_the_start(values)
        keep_request(store, url_id, as_stored(values))


def mark_led_away(store: Store, run_id: int) -> int:
    """Mark the pages of a run that were led to pages that are no articles; return how many."""
    rows = store.run(
        f"SELECT urls.id, request {_OF_RUN} AND status = 4 AND reason = 'same_page' AND"
        f" {_NEVER_HARVESTED}",
        (run_id,),
    )
    barren: dict[str, bool] = {}
    found = [url_id for url_id, request in rows if _leads_to_none(store, request, barren)]
    # The page that was led there first has the answer in its own row.
    first = store.run(
        f"SELECT urls.id {_OF_RUN} AND status = 4 AND reason IN ({_NO_ARTICLES}) AND"
        f" {_NEVER_HARVESTED} AND {REDIRECTED}",
        (run_id,),
    )
    found += [url_id for (url_id,) in first]
    for url_id in found:
        store.run("UPDATE urls SET reason = ? WHERE id = ?", (LED_AWAY, url_id))
    return len(found)


def _leads_to_none(store: Store, request: str | None, barren: dict[str, bool]) -> bool:
    """Return whether a stored *request* was led to a page that has ended without an article."""
    kind, key = json.loads(request or "{}").get("meta", {}).get(TOLD, ("", ""))
    if kind != _LEADS_TO:
        return False
    if key not in barren:
        barren[key] = _is_barren(store, bytes.fromhex(key))
    return barren[key]


def _is_barren(store: Store, key: bytes) -> bool:
    return bool(
        store.run(
            f"SELECT 1 FROM urls WHERE status >= 2 AND {_NEVER_HARVESTED} AND id IN (SELECT id FROM"
            " urls WHERE key = ?1 UNION ALL SELECT url_id FROM aliases WHERE aliases.key = ?1)",
            (key,),
        )
    )
