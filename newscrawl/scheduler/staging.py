"""Records between the pipeline that writes them and the end of their page."""

from contextvars import ContextVar

from newscrawl.state.ledger import Line

_IN_HAND: ContextVar[object] = ContextVar("item whose line was staged last, in the task that handles it")


class Staging:
    """Lines of items that are in the pipelines still."""

    def __init__(self) -> None:
        self._lines: dict[int, tuple[object, Line]] = {}

    def has(self, record_id: str) -> bool:
        """Return whether a record of that id is here."""
        return any(line.id == record_id for _, line in self._lines.values())

    def put(self, item: object, line: Line) -> None:
        """Keep the line of *item*."""
        self._lines[id(item)] = (item, line)
        _IN_HAND.set(item)

    def claim(self, item: object) -> Line | None:
        """Return the line of *item*, once.

        Where *item* has none, that of the item that was staged before in this task: Scrapy tells of a drop by
        what the spider gave, and a later pipeline may have put another item in the place of the staged one.
        """
        staged = item if id(item) in self._lines else _IN_HAND.get(None)
        return self._lines.pop(id(staged), (None, None))[1]
