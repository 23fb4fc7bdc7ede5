"""The errors of newscrawl.

NewscrawlError
├── ConfigError      a setting, argument or file that the user gave is wrong
│   └── MissingPackageError what was asked for needs a package that is not installed
├── RuleError        a boilerplate rule file is wrong
├── UrlError         a URL cannot be crawled
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
    """A setting, an argument or a file of the user is wrong; the message says the way out."""


class MissingPackageError(ConfigError):
    """Name the package that is not installed, and how to install it."""


class RuleError(NewscrawlError):
    """A boilerplate rule is wrong; the message names it, its file, and what was expected."""


class UrlError(NewscrawlError, ValueError):
    """A URL cannot be crawled."""


class ExtractError(NewscrawlError):
    """A page gives no article; ``reason`` is the short name that is counted.

    Attributes:
        reason: snake_case name of the reason, e.g. ``not_html``, ``empty``, ``too_large``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class StateError(NewscrawlError):
    """The state cannot be used; the message says why, and the way out."""


class StateLockedError(StateError):
    """Name the process that holds the state file."""


class StateDamagedError(StateError):
    """A file is damaged, or is no state file of newscrawl."""


class StateVersionError(StateError):
    """A later version of newscrawl wrote the state file."""


class OutputError(NewscrawlError):
    """An output file cannot be written; the message names it and says the way out."""


class CrawlError(NewscrawlError):
    """A crawl that was started from Python ended early.

    Attributes:
        code: The exit code of docs/cli.md.
    """

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class StoppedError(NewscrawlError):
    """Work ended early because it was told to; nothing is lost by it."""


class StateWriteError(StateError, OutputError):
    """The state file cannot be written: no space left, a size limit, no permission."""
