"""The errors of newscrawl.

NewscrawlError
├── ConfigError      a setting, argument or file that the user gave is wrong
├── RuleError        a boilerplate rule file is wrong
├── UrlError         a URL is none that can be crawled
├── ExtractError     a page cannot be turned into an article
├── StateError       the state file cannot be used
│   ├── StateLockedError    another process holds it
│   ├── StateDamagedError   it is damaged, or no state file
│   ├── StateVersionError   a later version of newscrawl wrote it
│   └── StateWriteError     it cannot be written; an OutputError too
├── OutputError      records cannot be written
├── CrawlError       a crawl from Python ended by an error
└── StoppedError     work was told to stop before it was done
"""


class NewscrawlError(Exception):
    """Base of all errors that newscrawl raises by itself."""


class ConfigError(NewscrawlError):
    """Say that a setting, an argument or a file of the user is wrong, and the way out."""


class RuleError(NewscrawlError):
    """Say which boilerplate rule is wrong, in which file, and what was expected."""


class UrlError(NewscrawlError, ValueError):
    """Say why a URL cannot be crawled."""


class ExtractError(NewscrawlError):
    """Say why a page gives no article; ``reason`` is the short name that is counted.

    Attributes:
        reason: snake_case name of the reason, e.g. ``not_html``, ``empty``, ``too_large``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class StateError(NewscrawlError):
    """Say why the state file cannot be used, and the way out."""


class StateLockedError(StateError):
    """Name the process that holds the state file."""


class StateDamagedError(StateError):
    """Say that a file is damaged, or that it is no state file of newscrawl."""


class StateVersionError(StateError):
    """Say that a later version of newscrawl wrote the state file."""


class OutputError(NewscrawlError):
    """Say which output file cannot be written, why, and the way out."""


class CrawlError(NewscrawlError):
    """Say what ended a crawl that was started from Python.

    Attributes:
        code: The exit code of docs/cli.md.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class StoppedError(NewscrawlError):
    """Say that work ended early because it was told to; nothing is lost by it."""


class StateWriteError(StateError, OutputError):
    """Say why the state file cannot be written: no space left, a size limit, no leave."""
