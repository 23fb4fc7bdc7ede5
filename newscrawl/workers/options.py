"""How workers run, as the settings say it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How workers run.

    Attributes:
        function: Import path of ``Page | TrainingSet -> Draft | str | None``.
        timeout_s: Time limit of one page.
        memory_max_bytes: Address space of a worker; 0 is no limit.
        hooks: Import paths of functions that see each page and its draft, see ``extract.hooks``.
    """

    function: str
    timeout_s: float
    memory_max_bytes: int
    hooks: tuple[str, ...] = ()


def read_options(settings: "BaseSettings") -> WorkerOptions:
    """Return the options that *settings* describe."""
    return WorkerOptions(
        settings["EXTRACT_FUNCTION"],
        settings.getfloat("EXTRACT_TIMEOUT_S"),
        settings.getint("EXTRACT_MEMORY_MAX_BYTES"),
        tuple(name for name in settings.getlist("EXTRACT_HOOKS") if name),
    )
