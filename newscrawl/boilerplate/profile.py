"""The knowledge of one site: where its body is in the page, and which texts repeat.

A profile is a value of at most ``MAX_BYTES`` as JSON, made to be read and edited by a person. It
belongs to one host and is never taken across hosts.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from newscrawl.errors import ConfigError

VERSION = 1
MAX_BYTES = 16_384
"""Of a profile as JSON; the least telling repetitions are left out to stay below."""

MAX_KEYS = 100
"""Names of each kind in a profile."""
MAX_KEY_CHARS = 200


@dataclass(frozen=True, slots=True)
class BodyPlace:
    """A selector whose element holds the body.

    Attributes:
        selector: ``tag.class``, ``tag#id`` or ``tag[name=value]``.
        agreement: Mean F1 (0–1, in characters) of what it holds and what was taken for the article.
        pages: On how many pages that was measured.
    """

    selector: str
    agreement: float
    pages: int


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """The common structure and the repeated texts of a site's pages.

    Attributes:
        pages: Number of different pages it was learned from.
        members: Hashes of their URLs: a page does not count as a repetition of itself.
        places: Where the body sits, best first; a page is read by the one that fits it best.
        drop: Selector or tag path below the body's place → why what it holds is no body.
        no_restore: Selectors and tag paths that the extractor mostly leaves out: nothing is
            restored there.
        leaves: Tag path below the body's place → share (0–1) of its text that is kept, and pages
            seen.
        repeated: Hash of a text (see ``page_sketch.SegmentMark``) → on how many pages it is.
        by_hand: A person wrote or changed it: it is not learned again while it fits.
        habits: Where the fields of its pages were found, see ``Metadata``.
    """

    pages: int = 0
    members: frozenset[str] = frozenset()
    places: tuple[BodyPlace, ...] = ()
    drop: Mapping[str, str] = field(default_factory=dict)
    no_restore: frozenset[str] = frozenset()
    leaves: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    repeated: Mapping[str, int] = field(default_factory=dict)
    by_hand: bool = False
    habits: frozenset[str] = frozenset()

    def others(self, page: str, *hashes: str) -> int:
        """Return on how many pages other than *page* one of *hashes* is, the most frequent counts."""
        most = 0
        for each in hashes:  # asked for each text of each page
            most = max(most, self.repeated.get(each, 0)) if each else most
        # A page that was learned from is one of those that were counted.
        return max(0, most - (page in self.members))


def to_json(profile: SiteProfile) -> str:
    """Write *profile* as JSON of at most ``MAX_BYTES``, keys in order; what tells least is left out."""
    keys = MAX_KEYS
    profile = _trimmed(profile, keys)
    # Names get half of the room, so that hostile class names leave some for repetitions.
    while len(_dump(profile, []).encode()) > MAX_BYTES // 2 and keys:
        keys //= 2
        profile = _trimmed(profile, keys)
    # The most frequent first, then by hash: equal profiles give equal bytes.
    repeated = sorted(profile.repeated.items(), key=lambda item: (-item[1], item[0]))
    text = _dump(profile, repeated)
    while len(text.encode()) > MAX_BYTES and repeated:
        # By the size of an entry: a few rounds, instead of one for each entry too many.
        over = (len(text.encode()) - MAX_BYTES) // 18 + 1
        repeated = repeated[: max(0, len(repeated) - over)]
        text = _dump(profile, repeated)
    return text


def _trimmed(profile: SiteProfile, keys: int) -> SiteProfile:
    """Leave out names that are very long, and of each kind all beyond the first *keys*."""

    # Sorted, since a set has another order in each process.
    def first(names: Iterable[str]) -> list[str]:
        return [name for name in sorted(names) if len(name) <= MAX_KEY_CHARS][:keys]

    # Tag paths that are seen on more pages tell more: these are kept.
    seen = sorted(profile.leaves, key=lambda key: (-profile.leaves[key][1], key))
    leaves = [key for key in seen if len(key) <= MAX_KEY_CHARS][:keys]
    return replace(
        profile,
        places=tuple(place for place in profile.places if len(place.selector) <= MAX_KEY_CHARS),
        members=frozenset(sorted(profile.members)[: 2 * MAX_KEYS]),
        drop={key: profile.drop[key] for key in first(profile.drop)},
        no_restore=frozenset(first(profile.no_restore)),
        leaves={key: profile.leaves[key] for key in leaves},
        habits=frozenset(first(profile.habits)),
    )


def _dump(profile: SiteProfile, repeated: list[tuple[str, int]]) -> str:
    value: dict[str, Any] = {
        "version": VERSION,
        "pages": profile.pages,
        "body": [
            {"selector": each.selector, "agreement": round(each.agreement, 3), "pages": each.pages}
            for each in profile.places
        ],
        "drop": dict(sorted(profile.drop.items())),
        "no_restore": sorted(profile.no_restore),
        "leaves": {
            key: [round(share, 3), pages] for key, (share, pages) in sorted(profile.leaves.items())
        },
        "members": sorted(profile.members),
        "repeated": dict(repeated),
        "habits": sorted(profile.habits),
    }
    if profile.by_hand:
        value["by_hand"] = True
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str, where: str) -> SiteProfile:
    """Read a profile; *where* names its place in an error.

    Raises:
        ConfigError: If it is no JSON, of another version, or a part has a wrong type.
    """
    try:
        value: dict[str, Any] = json.loads(text)
        # Guessing at an older form could drop text; a profile is cheap to learn again.
        if value["version"] != VERSION:
            raise ConfigError(
                f"{where}: expected a site profile of version {VERSION}, got {value['version']!r};"
                " forget it, and it is learned again"
            )
        return SiteProfile(
            pages=int(value["pages"]),
            members=frozenset(map(str, value["members"])),
            places=tuple(
                BodyPlace(str(each["selector"]), _share(each["agreement"]), int(each["pages"]))
                for each in value["body"]
            ),
            drop={str(key): str(why) for key, why in value["drop"].items()},
            no_restore=frozenset(map(str, value["no_restore"])),
            leaves={
                str(key): (_share(share), int(pages))
                for key, (share, pages) in value["leaves"].items()
            },
            repeated={str(key): int(count) for key, count in value["repeated"].items()},
            # Absent in learned profiles; only a plain ``true`` protects one from being replaced.
            by_hand=value.get("by_hand") is True,
            # Those that an older version learned have none: everything is looked for.
            habits=frozenset(map(str, value.get("habits", ()))),
        )
    except (
        # A person may have edited it, so every part can be missing or of another type.
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        raise ConfigError(
            f"{where}: expected a site profile as JSON, got {error!r}; forget it, and it is learned"
            " again"
        ) from error


def _share(value: Any) -> float:
    share = float(value)
    # JSON of Python takes ``NaN``, for which every comparison is false: hence not ``share < 0``.
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"expected a share from 0 to 1, got {value!r}")
    return share


def export_json(profile: SiteProfile, host: str) -> str:
    """Write *profile* for a person to read and edit: indented, with the host it is of."""
    return json.dumps({"host": host, **json.loads(to_json(profile))}, ensure_ascii=False, indent=2)


def import_json(text: str, where: str, host: str | None = None) -> tuple[str, SiteProfile]:
    """Read what ``export_json`` wrote and a person may have edited; give its host and the profile.

    Raises:
        ConfigError: As ``from_json``; or if no host is named, or another than *host*.
    """
    profile = from_json(text, where)
    named = json.loads(text).get("host", host)
    if not isinstance(named, str) or not named:
        raise ConfigError(f'{where}: expected "host": "…" in it, or the host as an argument')
    # Class names mean something else on another site, where they would drop article text.
    if host not in {None, named}:
        raise ConfigError(
            f"{where}: it is the profile of {named!r}; profiles are never taken across hosts"
        )
    # Else the next learning would undo the work of the person.
    return named, replace(profile, by_hand=True)


def describe(profile: SiteProfile) -> tuple[str, ...]:
    """Return *profile* in words, a line for each fact."""
    lines = [f"learned from: {profile.pages} different pages"]
    if profile.by_hand:
        lines = [f"by hand: kept as it is while it fits, {profile.pages} pages"]
    for place in profile.places:
        lines.append(
            f"body: {place.selector} ({place.agreement:.0%} alike with what was taken,"
            f" {place.pages} pages)"
        )
    if not profile.places:
        lines.append("body: it has no fixed place in the pages")
    lines += [
        f"always dropped: {key.lstrip('>')} ({why})" for key, why in sorted(profile.drop.items())
    ]
    lines += [f"never restored: {key.lstrip('>')}" for key in sorted(profile.no_restore)]
    often = sum(1 for count in profile.repeated.values() if 2 * count >= profile.pages)
    lines.append(
        f"repeated: {len(profile.repeated)} texts (as hashes), {often} of them on half of the pages"
        " or more"
    )
    return tuple(lines)
