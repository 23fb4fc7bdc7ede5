"""Processes that work on batches."""

import signal
from contextlib import closing

import pytest

from newscrawl.corpus.workers import Workers
from newscrawl.errors import NewscrawlError


def test_results_come_in_the_order_of_the_tasks() -> None:
    """However many processes there are; tasks are asked for as there is room."""
    asked = []

    def tasks() -> object:
        for number in range(40):
            asked.append(number)
            yield number

    with closing(Workers(2)) as workers:
        results = workers.map(str, tasks())  # type: ignore[arg-type,var-annotated]
        assert next(results) == "0"
        assert len(asked) < 10
        assert list(results) == [str(number) for number in range(1, 40)]
        with pytest.raises(NewscrawlError, match="ended from outside"):
            list(workers.map(signal.raise_signal, [signal.SIGKILL]))
