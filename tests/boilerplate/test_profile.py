"""The knowledge of one site as a value: small as JSON, read back, refused when it is damaged."""

import json

import pytest

from newscrawl.boilerplate.profile import MAX_BYTES, BodyPlace, SiteProfile, from_json, to_json
from newscrawl.errors import ConfigError


def test_json_stays_small_and_keeps_the_most_telling() -> None:
    """Over the limit the rarest repetitions are left out."""
    profile = SiteProfile(pages=9, repeated={f"{n:012x}": 2 + (n == 7) for n in range(5000)})
    text = to_json(profile)
    assert len(text) <= MAX_BYTES
    assert f"{7:012x}" in json.loads(text)["repeated"]


def test_json_stays_small_whatever_names_a_site_has() -> None:
    """Thousands of names, very long ones and such of other scripts fit; the places of the body stay."""
    names = [f"div.kärtchen-{number}-{'x' * (number % 300)}" for number in range(3_000)]
    profile = SiteProfile(
        pages=24,
        members=frozenset(f"{number:012x}" for number in range(3_000)),
        places=(BodyPlace("div.text", 1.0, 24), BodyPlace("div." + "y" * 5_000, 0.9, 3)),
        drop=dict.fromkeys(names, "repeats"),
        no_restore=frozenset(names),
        leaves=dict.fromkeys(names, (0.5, 2)),
        repeated=dict.fromkeys(names, 2),
    )
    text = to_json(profile)
    assert len(text.encode()) <= MAX_BYTES
    assert [place.selector for place in from_json(text, "here").places] == ["div.text"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("[]", id="a list"),
        pytest.param('{"version": 99}', id="a later version"),
        pytest.param('{"version": 1, "pages": "many"}', id="wrong types"),
    ],
)
def test_a_profile_that_cannot_be_read_says_so(text: str) -> None:
    """The error names the place and the way out."""
    with pytest.raises(ConfigError, match=r"news.example: .*forget it"):
        from_json(text, "news.example")
