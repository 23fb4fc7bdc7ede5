"""Where a page lies in an archive file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WarcPlace:
    """Where the bytes of a page lie in a WARC file; empty and 0 where they were not kept.

    Attributes:
        file: Name of the file, without its folder.
        offset: Where the record begins in the file, in bytes as they lie there.
        length: Bytes of the record as they lie there; 0 where the file is not compressed record by
            record.
        record_id: Its ``WARC-Record-ID``.
        payload_digest: Its ``WARC-Payload-Digest``, e.g. ``sha1:`` and 32 characters.
    """

    file: str = ""
    offset: int = 0
    length: int = 0
    record_id: str = ""
    payload_digest: str = ""


NO_PLACE = WarcPlace()
