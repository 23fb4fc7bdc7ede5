"""The answers of a frontier without other workers; ``state.shared`` has those with."""

from collections.abc import Callable


class SoleWorker:
    """The only worker of its runs."""

    def holds(self, host: str) -> bool:
        """Return whether *host* is asked by this frontier, and not by that of another worker."""
        return True

    def may_ask(self) -> bool:
        """Return whether a request may be sent now."""
        return True

    def attach_wait(self, call: Callable[[], None]) -> None:
        """Do nothing: a file keeps nobody waiting."""

    def was_shared(self) -> bool:
        """Return whether other workers took part in the run."""
        return False

    def note_delay(self, host: str, delay_s: float) -> None:
        """Do nothing: nobody else asks *host*."""
