"""The model of the language identifier, unpacked once for all runs of a user and mapped from the disk.

py3langid's model is 4.6 MB packed and 68 MB unpacked: unpacking takes 0.5 s of processor time at
each start. It is kept unpacked in ``$XDG_CACHE_HOME/newscrawl`` (``~/.cache/newscrawl``); processes
that map it share its memory, and hold only the parts that their texts need. Where it cannot be
kept, py3langid unpacks it itself.
"""

import contextlib
import fcntl
import io
import lzma
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

_LOCAL_HEADER_BYTES = 30
"""Of an entry in a zip file; its name and its extra field follow, whose lengths are at 26 and 28."""


def load_identifier() -> LanguageIdentifier:
    """Return the identifier, with scores that are shares; of the unpacked model where one can be had."""
    with contextlib.suppress(OSError, RuntimeError):  # no home, no room, no rights
        place = _unpacked(MODEL_DIR / MODEL_FILE)
        try:
            return identifier_of(place)
        except (ValueError, KeyError, zipfile.BadZipFile):  # the next one makes it again
            place.unlink()
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _unpacked(packed: Path) -> Path:
    """Return the place of the unpacked model, which is made where it is not there.

    Raises:
        OSError, RuntimeError: If it cannot be made, or another process is making it.
    """
    home = os.environ.get("XDG_CACHE_HOME", "")
    folder = (Path(home) if os.path.isabs(home) else Path.home() / ".cache") / "newscrawl"  # noqa: PTH117
    seen = packed.stat()
    place = folder / f"py3langid-{seen.st_size}-{seen.st_mtime_ns}.npz"
    if not place.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _unpack(packed, place)
    return place


def _unpack(packed: Path, place: Path) -> None:
    """Unpack *packed* to *place*, whole or not at all; those of other versions are removed."""
    # One name: whatever a killed process has left is written over.
    part = place.with_name("py3langid.part")
    # "ab" makes the file and truncates nothing: another process may be writing it.
    with part.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Between opening and locking, the other process may have renamed its file.
        if not part.exists() or part.stat().st_ino != os.fstat(file.fileno()).st_ino:
            raise BlockingIOError("made by another process meanwhile")
        try:
            file.truncate(0)
            with lzma.open(packed) as source:
                shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            # Before the rename: after a power cut, the final name must not hold an empty file.
            os.fsync(file.fileno())
        except OSError:
            part.unlink()
            raise
        for old in place.parent.glob("py3langid-*.npz"):
            old.unlink()
        part.rename(place)


def identifier_of(place: Path) -> LanguageIdentifier:
    """Return the identifier of the model at *place*.

    Raises:
        OSError, ValueError, KeyError, BadZipFile: If it is no model that py3langid's own reader
        would take.
    """
    with place.open("rb") as file, zipfile.ZipFile(file) as entries:
        arrays = {each.filename: _mapped(file, each) for each in entries.infolist()}
    return LanguageIdentifier(
        # Still mapped, but without the class that numpy makes of each part of a ``memmap``.
        np.asarray(arrays["ptc.npy"]),
        np.asarray(arrays["pc.npy"]),
        arrays["classes.npy"].tolist(),
        arrays[
            "nextmove.npy"
        ].data,  # a number of it costs a third of what numpy's own indexing does
        arrays["out_feat.npy"].tolist(),
        norm_probs=True,
        tk_row=arrays["nextmove_row.npy"].tolist(),
    )


def _mapped(file: io.BufferedReader, entry: zipfile.ZipInfo) -> "np.ndarray[Any, Any]":
    """Return the array of *entry*, mapped from the disk and read-only."""
    if entry.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{entry.filename}: expected it to be stored as it is")
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER_BYTES)
    file.seek(
        int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"),
        os.SEEK_CUR,
    )
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError(f"{entry.filename}: expected version 1.0 of numpy's format")
    shape, is_fortran, kind = np.lib.format.read_array_header_1_0(file)
    if (
        is_fortran
        or kind.hasobject
        or file.tell() + kind.itemsize * int(np.prod(shape)) > _size(file)
    ):
        raise ValueError(f"{entry.filename}: expected plain numbers in rows")
    return np.memmap(file, kind, "r", file.tell(), shape)


def _size(file: io.BufferedReader) -> int:
    """Return the bytes of *file*."""
    return os.fstat(file.fileno()).st_size
