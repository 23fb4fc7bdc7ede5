"""Robots that fetch pages to train models."""

import pytest

from newscrawl.web.airobots import AI_ROBOTS
from newscrawl.web.robots import parse_robots


@pytest.mark.parametrize("name", AI_ROBOTS)
def test_each_robot_is_known_by_its_name(name: str) -> None:
    """In any case, with a version behind it; one that is only like it is another."""
    file = f"User-agent: {name.upper()}/1.0\nDisallow: /\n\nUser-agent: {name}x\nDisallow: /\n".encode()
    assert parse_robots(file).forbidden_to("https://news.example/a") == (name,)
    assert parse_robots(f"User-agent: my-{name}\nDisallow: /".encode()).ai_robots == ()
