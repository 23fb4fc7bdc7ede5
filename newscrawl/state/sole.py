"""The answers of a frontier without other workers; ``state.shared`` has those with."""

from collections.abc import Callable, Sequence


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

    def look_ahead(self, keys: Sequence[bytes]) -> None:
        """Do nothing: a look into the file costs little."""

    def is_last(self) -> bool:
        """Return whether no other worker is in the run."""
        return True

    def leaves_to_others(self) -> bool:
        """Return ``False``: what is left has nobody else to fetch it."""
        return False

    def needs_address(self, host: str) -> bool:
        """Return ``False``: nobody else asks *host*, so its server need not be known."""
        return False

    def take_address(self, host: str, address: str) -> float | None:
        """Return that *host* may be asked at once."""
        return 0.0

    def note_delay(self, host: str, delay_s: float) -> None:
        """Do nothing: nobody else asks *host*."""
