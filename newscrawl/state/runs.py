"""The runs of a state file: begun, taken up again, ended."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping

from newscrawl.state.restarts import mark_led_away
from newscrawl.state.store import Store
from newscrawl.state.values import HANDED_OVER, Run

logger = logging.getLogger(__name__)


def _as_text(arguments: Mapping[str, str]) -> str:
    """Return *arguments* as JSON in UTF-8; bytes of a file name that are no text are escaped."""
    text = json.dumps(arguments, sort_keys=True, ensure_ascii=False)
    # Such a byte is a lone surrogate, which a database refuses; its escape is that of JSON, too.
    return text.encode("utf-8", "backslashreplace").decode()


class Runs:
    """Begin and end runs.

    A run that was killed or stopped is taken up by the same command, whenever that comes. One that
    ended by itself with something left is taken up too, up to *resume_s* after its end: a crawl
    that is started every day is not held to yesterday's list by one dead host.
    """

    def __init__(self, store: Store, *, resume_s: float) -> None:
        self._store, self._resume_s = store, resume_s

    def begin(
        self, spider: str, arguments: Mapping[str, str], make_folder: Callable[[], str], now: float
    ) -> Run:
        """Take up the command's last run if it is not finished, else begin one.

        *make_folder* gives the folder of a new run's output.
        """
        # Sorted, so that the order of the arguments on
        # the command line makes no other command of it.
        command = _as_text(arguments)
        rows = self._store.run(
            "SELECT id, folder, started, reason FROM runs WHERE spider = ? AND arguments = ? "
            "AND finished = 0 AND (ended IS NULL OR reason <> 'finished' OR ended >= ?) "
            "ORDER BY id DESC LIMIT 1",
            (spider, command, now - self._resume_s),
        )
        if rows:
            run_id, run_folder, started, reason = rows[0]
            run = Run(
                int(run_id),
                str(run_folder),
                resumed=True,
                started=float(started),
                handed_over=reason == HANDED_OVER,
            )
            self._wake(run.id)
            return run
        # The folder is made only now: a run that is taken up has one.
        folder = make_folder()
        rows = self._store.run(
            "INSERT INTO runs (spider, arguments, folder, started) VALUES (?, ?, ?, ?)"
            " RETURNING id",
            (spider, command, folder, now),
        )
        return Run(rows[0][0], folder, resumed=False, started=now)

    def _wake(self, run_id: int) -> None:
        """Open the run and its breakers; a rest that a server asked for goes on."""
        self._store.run("UPDATE runs SET ended = NULL, reason = NULL WHERE id = ?", (run_id,))
        self._store.run(
            "UPDATE lanes SET failures = 0, rests = 0, rest_until = CASE rested_by WHEN 'server'"
            " THEN rest_until END, rested_by = CASE rested_by WHEN 'server' THEN rested_by END,"
            " open = CASE WHEN due > 0 AND (rested_by IS NULL OR rested_by <> 'server') THEN 1 ELSE"
            " 0 END WHERE run_id = ?",
            (run_id,),
        )

    def end(self, run: Run, reason: str, now: float, *, finished: bool) -> None:
        """End *run*; *finished*: it ran to its end, and nothing that may be had is left."""
        if count := mark_led_away(self._store, run.id):
            logger.info(
                "%d pages lead to pages that are no articles; later runs try them again", count
            )
        self._store.run(
            "UPDATE runs SET ended = ?, finished = ?, reason = ? WHERE id = ?",
            (now, finished, reason, run.id),
        )

    def left(self, run: Run) -> dict[str, int]:
        """Count the URLs that the run may still get, by reason.

        ``waiting`` for URLs that were not tried, ``host_unavailable`` for those of a host that was
        given up, ``host_asks_for_rest`` for those of one that named a time to come back
        (``Retry-After``), ``budget_spent`` for those that a budget leaves to the next run.
        """
        rows = self._store.run(
            "SELECT CASE rested_by WHEN 'given_up' THEN 'host_unavailable' WHEN 'refused' THEN"
            " 'host_unavailable' WHEN 'server' THEN 'host_asks_for_rest' WHEN 'budget' THEN"
            " 'budget_spent' ELSE 'waiting' END, sum(due + delayed + leased) FROM lanes WHERE"
            " run_id = ?1 AND due + delayed + leased > 0 GROUP BY 1 UNION ALL SELECT reason,"
            " count(*) FROM urls WHERE status >= 2 AND status = 3 AND retryable = 1 AND lane_id IN"
            " (SELECT id FROM lanes WHERE run_id = ?1) GROUP BY 1 ORDER BY 1",
            (run.id,),
        )
        left: Counter[str] = Counter()
        # Both parts may have the same reason: a host at rest, and pages that failed for it.
        for reason, count in rows:
            left[reason] += count
        return dict(left)

    def ended(self, run: Run) -> dict[str, int]:
        """Count the run's URLs by how they ended: ``done``, ``failed/<reason>``, ``dropped/<reason>``."""
        rows = self._store.run(
            "SELECT CASE status WHEN 2 THEN 'done' WHEN 3 THEN 'failed/' || reason ELSE 'dropped/'"
            " || reason END, count(*) FROM urls WHERE lane_id IN (SELECT id FROM lanes WHERE run_id"
            " = ?) AND status >= 2 GROUP BY 1 ORDER BY 1",
            (run.id,),
        )
        return dict(rows)
