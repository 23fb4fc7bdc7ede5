"""The types of the records for Arrow and Hugging Face datasets."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from newscrawl.errors import MissingPackageError
from newscrawl.model.article import SCHEMA_VERSION
from newscrawl.typed.columns import Column, columns

if TYPE_CHECKING:
    import datasets
    import pyarrow as pa

KEY = b"newscrawl.schema"
"""Under which a Parquet file names the version of its schema."""
_INSTALLS = {"pyarrow": "pip install pyarrow", "datasets": "pip install datasets"}


def arrow_schema() -> "pa.Schema":
    """Return the Arrow schema of the records; times are text in one form, as in JSON lines.

    Raises:
        ConfigError: If pyarrow is not installed.
    """
    # By the number in the file, later versions know what to bring up to date.
    return arrow_schema_of(columns()).with_metadata({KEY: str(SCHEMA_VERSION)})


def arrow_schema_of(those: Sequence[Column]) -> "pa.Schema":
    """Return the Arrow schema of *those* columns."""
    return required("pyarrow").schema([_arrow_field(column) for column in those])


def features() -> "datasets.Features":
    """Return the Hugging Face features of the records, for ``datasets.load_dataset(…, features=…)``.

    Raises:
        ConfigError: If datasets is not installed.
    """
    datasets = required("datasets")
    found: Any = datasets.Features.from_arrow_schema(arrow_schema())
    # Older ones get the text of the object, which they can hold.
    if json_feature := getattr(datasets, "Json", None):  # of later versions
        found["metadata"]["extra"] = json_feature()
    return found


def required(name: str) -> Any:
    """Import the package *name*, which not every command needs.

    Raises:
        MissingPackageError: If it is not installed; the message says how to install it.
    """
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        package = name.partition(".")[0]
        # The package is there, but lacks one of its own: another message would mislead.
        if error.name != package:
            raise
        raise MissingPackageError(
            f"{package} is not installed, and this needs it: {_INSTALLS[package]}"
        ) from error


def _arrow_field(column: Column) -> "pa.Field":
    import pyarrow as pa  # noqa: PLC0415 - an extra

    # "item" is Arrow's own name for the values of a list; old records may lack any field.
    return pa.field(column.name or "item", _arrow_type(column), nullable=True)


def _arrow_type(column: Column) -> "pa.DataType":
    import pyarrow as pa  # noqa: PLC0415 - an extra

    if column.kind == "list":
        return pa.list_(_arrow_type(column.parts[0]))
    if column.kind == "struct":
        return pa.struct([_arrow_field(part) for part in column.parts])
    # Times stay text: pages write days, moments and months, which one type of time cannot hold.
    plain = {"integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
    return plain.get(column.kind, pa.string())
