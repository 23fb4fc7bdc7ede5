"""Records as datatrove's documents, and back: what a document has no field for is its metadata."""

from typing import Any

from datatrove.data import Document

from newscrawl.typed.rows import Conformer, Record


def document_of(record: Record) -> Document:
    """Return *record* as a document."""
    beside = {name: value for name, value in record.items() if name not in {"id", "text"}}
    return Document(text=record["text"], id=record["id"], metadata=beside)


def record_of(document: Document) -> Record:
    """Return the record that *document* was made of; keys that readers added have no column.

    Raises:
        RowError: If it is not one.
    """
    metadata: dict[str, Any] = dict(document.metadata)
    return Conformer().conform({"id": document.id, "text": document.text, **metadata})
