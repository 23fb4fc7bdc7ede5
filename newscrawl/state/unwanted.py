"""Pages that a run dropped because it asked for others (by time or language), for one that asks for them."""

import json

from newscrawl.meta import TOLD
from newscrawl.state.store import Row, Store
from newscrawl.state.stored_requests import keep_request, with_note

_CHOOSING = ("since", "until", "languages")
"""Arguments of a run that choose among articles by what these say of themselves."""
_DROPPED = (
    "lane_id = lanes.id AND status >= 2 AND status = 4 AND reason IN ('out_of_window',"
    " 'wrong_language') AND harvested = 0"
)


def note_told(store: Store, url_id: int, told: tuple[str, str]) -> None:
    """Keep in the stored request of a page what it *told*, see ``Outcome``."""
    for (request,) in store.run("SELECT request FROM urls WHERE id = ?", (url_id,)):
        keep_request(store, url_id, with_note(request, TOLD, told))


def have_asked_alike(store: Store, run_id: int) -> bool:
    """Return whether all runs of the spider of *run_id* have chosen alike, as nightly ones do."""
    rows = store.run(
        "SELECT DISTINCT arguments FROM runs WHERE spider = (SELECT spider FROM runs WHERE id = ?)",
        (run_id,),
    )
    given = [json.loads(arguments) for (arguments,) in rows]
    return len({tuple(map(each.get, _CHOOSING)) for each in given}) <= 1


def lanes_with_unwanted(store: Store, run_id: int) -> list[int]:
    """Return the lanes of earlier runs that hold such pages."""
    rows = store.run(
        f"SELECT DISTINCT lanes.id FROM lanes CROSS JOIN urls WHERE run_id <> ? AND {_DROPPED}",
        (run_id,),
    )
    return [lane for (lane,) in rows]


def unwanted_of(store: Store, lane: int) -> list[Row]:
    """Return such pages of *lane*, with what ``coverage.Known`` needs."""
    return store.run(
        "SELECT urls.id, url, host, request, harvested FROM lanes CROSS JOIN urls WHERE lanes.id = ?"
        f" AND {_DROPPED} ORDER BY urls.id",
        (lane,),
    )
