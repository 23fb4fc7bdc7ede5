"""Records to Parquet with their types, in datatrove's own writer."""

from typing import Any

from datatrove.io import DataFolderLike
from datatrove.pipeline.writers import ParquetWriter

from newscrawl.steps.documents import record_of
from newscrawl.typed.rows import as_row
from newscrawl.typed.schema import arrow_schema


class ArticleWriter(ParquetWriter):  # type: ignore[misc] # datatrove has no types
    """Write the records to ``<rank>.parquet`` with the columns of ``newscrawl.arrow_schema()``.

    *options* are those of ``ParquetWriter``.
    """

    name = "newscrawl Parquet"

    def __init__(
        self, output_folder: DataFolderLike, output_filename: str | None = None, **options: Any
    ) -> None:
        # What the caller names comes last, and so wins.
        options = {"compression": "zstd", "schema": arrow_schema(), **options}
        super().__init__(output_folder, output_filename, adapter=_row, **options)


def _row(_: object, document: Any) -> dict[str, Any]:
    row = as_row(record_of(document))
    # Parquet wants every column in every row; a key that is absent is null.
    return {name: row.get(name) for name in arrow_schema().names}
