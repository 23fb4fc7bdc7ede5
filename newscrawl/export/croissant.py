"""``croissant.json``: the files and fields of an export, for tools that read Croissant 1.0.

Source: docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html.
"""

import json
from collections.abc import Sequence
from typing import Any

from newscrawl.export.figures import ExportFigures
from newscrawl.export.manifest import WrittenFile
from newscrawl.typed.columns import Column, columns

_TYPES = {"text": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "flag": "sc:Boolean"}
CSV = "text/csv"
"""Its lists are texts, as JSON."""
LINES = "application/jsonlines"
"""A file of them may have no line with what is optional."""
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def make_croissant(
    name: str, figures: ExportFigures, files: Sequence[WrittenFile], media_type: str
) -> bytes:
    """Return the description of the export *name* with *files*; fields that are one column are described."""
    splits = sorted({file.split for file in files})
    value = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": name,
        "description": f"{figures.records} news articles of {len(figures.sources)} sources.",
        "license": [licence for licence, _ in figures.licences.most_common(100)] or "unknown",
        # An export is made whole and never amended: each has this one version.
        "version": "1.0.0",
        "datePublished": figures.added[:10],
        "distribution": [
            *(_file(file, media_type) for file in files),
            *(_file_set(split, files, media_type) for split in splits),
        ],
        "recordSet": [_records(split, media_type) for split in splits],
    }
    # Names of licences come from pages, and may hold half a surrogate pair.
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def _file(file: WrittenFile, media_type: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": media_type,
        # The checksum that Croissant asks of each file that is no folder.
        "sha256": file.sha256,
    }


def _file_set(split: str, files: Sequence[WrittenFile], media_type: str) -> dict[str, Any]:
    names = [file.name for file in files if file.split == split]
    return {
        "@type": "cr:FileSet",
        "@id": f"files-{split}",
        "name": f"files-{split}",
        "encodingFormat": media_type,
        "includes": names,
    }


def _records(split: str, media_type: str) -> dict[str, Any]:
    fields = [
        _field(split, column, is_list=media_type != CSV and column.kind == "list")
        for column in columns()
        # Structs need subfields, and a field that a line lacks makes readers fail.
        if column.kind != "struct" and not (column.optional and media_type == LINES)
    ]
    return {
        "@type": "cr:RecordSet",
        "@id": split,
        "name": split,
        "key": {"@id": f"{split}/id"},
        "field": fields,
    }


def _field(split: str, column: Column, *, is_list: bool) -> dict[str, Any]:
    kind = column.parts[0].kind if column.kind == "list" else column.kind
    return {
        "@type": "cr:Field",
        "@id": f"{split}/{column.name}",
        "name": column.name,
        "dataType": _TYPES[kind],
        "source": {"fileSet": {"@id": f"files-{split}"}, "extract": {"column": column.name}},
        **({"repeated": True} if is_list else {}),
    }
