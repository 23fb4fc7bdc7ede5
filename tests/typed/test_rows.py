"""Records of any version, and of others, in the columns of today."""

import json
from typing import Any

import pytest

from newscrawl.model.article import SCHEMA_VERSION
from newscrawl.typed.rows import Conformer, RowError
from tests.support.articles import lines_of


def first_version() -> dict[str, Any]:
    """A record as newscrawl 0.1 wrote it."""
    return {
        "id": "nc-8a30074760340ca4d0ccea3566b2a85b",
        "text": "One.\n\nTwo.",
        "source": "newscrawl/a.example",
        "added": "2026-11-24T12:06:46.992Z",
        "created": "2026-02-19T18:05:00.000Z",
        "url": "https://a.example/1",
        "title": "T",
        "language": "en",
        "authors": ["Ruth Amadi"],
        "metadata": {
            "kinds": ["paragraph", "paragraph"],
            "dateline": "2026-02-19",
            "updates": [{"title": "", "text": "Late.", "published": "2026-02-19T18:05:00Z"}],
            "published": "2026-02-19T20:05:00+02:00",
            "published_source": "json-ld:datePublished",
            "modified": "",
            "modified_source": "",
            "requested_url": "https://a.example/1",
            "status": 200,
            "removed": [],
        },
    }


def test_a_record_of_the_first_version_becomes_one_of_today() -> None:
    """Times get their form, what was written stays beside, what is new is empty."""
    conformer = Conformer()
    record = conformer.conform(first_version())
    metadata = record["metadata"]
    assert metadata["schema"] == SCHEMA_VERSION
    assert metadata["published"] == "2026-02-19T20:05:00.000+02:00"
    assert metadata["published_written"] == "2026-02-19T20:05:00+02:00 "
    assert (metadata["modified"], metadata["modified_written"], metadata["access"]) == ("", "", "")
    assert metadata["dateline"] == "2026-02-19 "
    assert metadata["updates"][0]["published"] == "2026-02-19T18:05:00.000+00:00"
    assert metadata["rights"] == {"reserved": [], "tdm_policy": "", "notices": []}
    assert (conformer.versions, conformer.unknown) == ({1: 1}, {})
    assert conformer.conform(record) == record


def test_records_of_today_stay_as_they_are() -> None:
    """All keys, in their order; ``created`` only where it is known."""
    conformer = Conformer()
    for site in range(3):
        for record in map(json.loads, lines_of(site, 5)):
            conformed = conformer.conform(record)
            assert conformed == record
            assert list(conformed) == list(record)
            assert list(conformed["metadata"]) == list(record["metadata"])
    assert conformer.versions == {2: 15}


def test_records_of_others_get_an_id_and_lose_nothing_in_silence() -> None:
    """Text and address are enough; keys without a column are counted."""
    conformer = Conformer()
    record = conformer.conform(
        {"text": "A.", "url": "https://b.example/x", "score": 3, "metadata": {"dump": "CC"}}
    )
    assert record["id"].startswith("nc-")
    assert (record["source"], record["metadata"]["kinds"]) == ("b.example", [])
    assert "created" not in record
    assert conformer.unknown == {"score": 1, "metadata.dump": 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param({"text": None}, "text: expected a text, got NoneType", id="no text"),
        pytest.param({"authors": "N."}, "authors: expected a list, got str", id="no list"),
        pytest.param({"authors": [1]}, "authors[]: expected text, got int", id="a wrong item"),
        pytest.param(
            {"metadata": {"status": "200"}}, "metadata.status: expected integer, got str", id="text"
        ),
        pytest.param(
            {"metadata": {"status": True}}, "metadata.status: expected integer, got bool", id="flag"
        ),
        pytest.param(
            {"metadata": {"schema": 99}}, "version 99, and this newscrawl reads up to", id="later"
        ),
        pytest.param(
            {"metadata": {"schema": "2"}}, "expected the number of a version", id="no number"
        ),
        pytest.param({"metadata": []}, "metadata: expected an object, got list", id="no object"),
        pytest.param({"url": "", "id": ""}, "id: there is none", id="no id"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], message: str) -> None:
    """The message says where, what was expected and what came."""
    record = {"id": "x", "text": "A.", "url": "https://b.example/x", **change}
    with pytest.raises(RowError, match=message.replace("[]", r"\[\]")):
        Conformer().conform(record)


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_no_object_is_named(value: object) -> None:
    """So is a line that holds something else."""
    with pytest.raises(RowError, match="expected one object"):
        Conformer().conform(value)
