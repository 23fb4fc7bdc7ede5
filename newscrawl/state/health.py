"""The figures of each source in each run, kept so that the next run can tell what is usual."""

import json
from collections.abc import Mapping

from newscrawl.health.figures import SourceFigures, read_figures
from newscrawl.health.judge import HealthVerdict, PastRun
from newscrawl.state.store import Row, Store

KEPT_RUNS = 40


class Health:
    """The rows of *store*; changes are durable with its next commit.

    A *worker* that shares its run with others notes what it saw itself, and the last one adds all
    up.
    """

    def __init__(self, store: Store, worker: str = "") -> None:
        self._store, self._worker = store, worker

    def of_run(self, run_id: int) -> Mapping[str, SourceFigures]:
        """Return the figures of the sources in a run so far, as this worker saw them, by name."""
        if self._worker:
            parts = "SELECT source, figures FROM health_parts WHERE run_id = ? AND worker = ?"
            rows = self._store.run(parts, (run_id, self._worker))
        else:
            rows = self._store.run("SELECT source, figures FROM health WHERE run_id = ?", (run_id,))
        return {source: read_figures(json.loads(figures)) for source, figures in rows}

    def past(self, source: str, run_id: int) -> list[PastRun]:
        """Return the runs of *source* that were judged, but for *run_id*; the last one first."""
        rows = self._store.run(
            "SELECT figures, status FROM health WHERE source = ? AND run_id <> ? AND status <> '' "
            f"ORDER BY run_id DESC LIMIT {KEPT_RUNS}",
            (source, run_id),
        )
        return [
            PastRun(read_figures(json.loads(figures)), status == "broken")
            for figures, status in rows
        ]

    def note_part(
        self, source: str, run_id: int, figures: SourceFigures, *, is_cut: bool = False
    ) -> None:
        """Keep what *source* gave this worker; *is_cut*: its budget is spent."""
        self._store.run(
            "INSERT INTO health_parts (run_id, source, worker, figures, cut) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (run_id, source, worker) DO UPDATE SET figures = excluded.figures, cut ="
            " excluded.cut",
            (run_id, source, self._worker, json.dumps(figures.as_dict()), is_cut),
        )

    def add_up(self, source: str, run_id: int) -> tuple[SourceFigures, bool]:
        """Return what *source* gave all workers of a run, and whether its budget ended that."""
        rows = self._store.run(
            "SELECT figures, cut FROM health_parts WHERE run_id = ? AND source = ? ORDER BY worker",
            (run_id, source),
        )
        total = SourceFigures()
        for figures, _ in rows:
            total.join(read_figures(json.loads(figures)))
        return total, any(cut for _, cut in rows)

    def note(
        self, source: str, run_id: int, figures: SourceFigures, verdict: HealthVerdict | None = None
    ) -> None:
        """Keep what *source* gave so far in a run; with a *verdict*, at its end."""
        found = (
            [{"kind": one.kind, "message": one.message} for one in verdict.findings]
            if verdict
            else []
        )
        self._store.run(
            "INSERT INTO health (source, run_id, figures, status, findings) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (source, run_id) DO UPDATE SET figures = excluded.figures, "
            "status = excluded.status, findings = excluded.findings",
            (
                source,
                run_id,
                json.dumps(figures.as_dict()),
                verdict.status if verdict else "",
                json.dumps(found, ensure_ascii=False),
            ),
        )
        # Only a judged run is the past of the next one, so only then old ones have to make place.
        if verdict:
            self._store.run(
                "DELETE FROM health WHERE source = ?1 AND run_id <= (SELECT run_id FROM health "
                f"WHERE source = ?1 ORDER BY run_id DESC LIMIT 1 OFFSET {KEPT_RUNS})",
                (source,),
            )

    def forget(self, source: str) -> int:
        """Forget the past of *source*, so that its next run sets what is usual; return the number of runs."""
        return len(
            self._store.run("DELETE FROM health WHERE source = ? RETURNING run_id", (source,))
        )

    def overview(self) -> list[Row]:
        """Return source, run, figures, status and findings (JSON) of the last judged run of each source."""
        return self._store.run(
            "SELECT source, run_id, figures, status, findings FROM health AS one WHERE status <> ''"
            " AND run_id = (SELECT max(run_id) FROM health WHERE source = one.source AND status <>"
            " '') ORDER BY source"
        )
