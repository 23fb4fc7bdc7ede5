"""The outcome of a run as a number that a shell and a supervisor understand."""

from collections.abc import Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of ``newscrawl`` and ``scrapy crawl``; see docs/cli.md."""

    DONE = 0
    DEFECT = 1
    USAGE = 2
    MISSED = 3
    NOT_WRITTEN = 4
    STOPPED = 5
    UNHEALTHY = 6


SAID: Mapping[ExitCode, str] = {
    ExitCode.DONE: "Done.",
    ExitCode.DEFECT: "An error of newscrawl occurred, see the log.",
    ExitCode.USAGE: "An argument, a setting or a file is wrong, see the log.",
    ExitCode.MISSED: "Some pages could not be fetched or read, see above.",
    ExitCode.NOT_WRITTEN: "Some records could not be written, see above.",
    ExitCode.STOPPED: "The run was stopped before it was done.",
    ExitCode.UNHEALTHY: "Some sources are broken, see above.",
}
