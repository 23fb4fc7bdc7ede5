"""The language model unpacked on the disk: the same languages and scores, whatever lies there."""

import subprocess
import sys
from pathlib import Path
from zipfile import BadZipFile

import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from newscrawl.text.language_model import identifier_of, load_identifier

TEXTS = (
    "The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away.",
    "Der Rat beschloss am Dienstag, die Brücke neu zu bauen, die das Hochwasser weggerissen hatte.",
    "Городской совет во вторник решил заново построить мост, который снесло весенним паводком.",
    "市議会は火曜日、昨年春の洪水で流された橋を再建することを決めた。費用は町の積立金から支払われる。",
    "قرر المجلس يوم الثلاثاء إعادة بناء الجسر الذي جرفه فيضان الربيع الماضي على نفقة المدينة.",
    "", "1234 5678", "\ud800 broken", "ALL IN CAPITALS THE COUNCIL VOTED",
)  # fmt: skip
PROGRAM = f"from newscrawl.text.language import score_language; print(score_language({TEXTS[1]!r}))"


@pytest.fixture(scope="module")
def expected() -> list[tuple[str, float]]:
    """What py3langid gives by its own reader."""
    plain = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return [plain.classify(text) for text in TEXTS]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the model is kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "newscrawl"


def found() -> list[tuple[str, float]]:
    identifier = load_identifier()
    return [identifier.classify(text) for text in TEXTS]


def test_the_same_scores_whatever_lies_there(
    cache: Path, expected: list[tuple[str, float]]
) -> None:
    """Unpacked, found unpacked, found damaged; what other versions and killed runs have left is gone."""
    cache.mkdir()
    (cache / "py3langid-1-1.npz").write_bytes(b"of another version")
    (cache / "py3langid.part").write_bytes(b"of a run that was killed")
    assert found() == expected
    (kept,) = cache.iterdir()
    seen = kept.stat()
    assert found() == expected
    assert kept.stat().st_mtime_ns == seen.st_mtime_ns
    whole = kept.read_bytes()
    for damaged in (b"", whole[:100], whole[: len(whole) // 2], b"PK" + bytes(1_000)):
        kept.write_bytes(damaged)
        with pytest.raises((ValueError, KeyError, BadZipFile)):
            identifier_of(kept)
    assert found() == expected
    assert not list(cache.iterdir())


@pytest.mark.parametrize("place", ["/proc/nowhere", "not absolute"])
def test_without_a_place_it_works_too(
    place: str, tmp_path: Path, expected: list[tuple[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system that cannot be written, and a home that is none."""
    monkeypatch.setenv("XDG_CACHE_HOME", place)
    monkeypatch.setenv("HOME", str(tmp_path / "file" / "home"))
    (tmp_path / "file").touch()
    assert found() == expected


def test_several_processes_begin_at_once(cache: Path) -> None:
    """One of them makes it, none fails, nothing else is left."""
    command = [sys.executable, "-c", PROGRAM]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [each.communicate(timeout=250)[0] for each in running]
    assert len(set(said)) == 1
    assert said[0].startswith("('de', 0.99")
    assert [each.suffix for each in cache.iterdir()] == [".npz"]
