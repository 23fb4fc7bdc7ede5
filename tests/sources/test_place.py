"""The line of a mistake in a file of sources: the table of ``sources.place``."""

from pathlib import Path

import pytest

from newscrawl.errors import ConfigError
from newscrawl.sources.place import Given, KeyPlace
from newscrawl.sources.source import load_sources

FILE = """# sources of the coast
[gazette]
site = "gazette.example"
'delay_s' = 2

["news.example"]
site = "news.example"
feeds = [
  "https://news.example/feed",
]

[ "news.example" . fields ]
kicker = "p.kicker"
"own.field" = "h2"

['Zeitung für alle']
"site" = "zeitung.example"
fields.own = "p"
headers.Accept = "text/html"

[[twice]]
site = 1

["quoted \\" and [bracket] = sign"]  # odd
site = "odd.example"

[новости]
site = "новости.example"
"""
HEAD = 'short = 1\nlong.site = "a.example"\n"dotted.name".site = 2\ninline = { site = 1 }\n'


def line_of(error: ConfigError) -> int:
    return int(str(error).partition(", line ")[2].partition(":")[0])


@pytest.mark.parametrize(
    ("name", "key", "line"),
    [
        pytest.param("gazette", "site", 3, id="a bare name"),
        pytest.param("gazette", "delay_s", 4, id="a quoted key"),
        pytest.param("gazette", "feeds", 2, id="a key that is missing: its table"),
        pytest.param("news.example", "site", 7, id="a quoted name with a dot"),
        pytest.param("news.example", "feeds", 8, id="a list over lines"),
        pytest.param("news.example", "fields", 12, id="a table of its own"),
        pytest.param("news", "site", 1, id="half a name is no name"),
        pytest.param("Zeitung für alle", "site", 17, id="a name with spaces"),
        pytest.param("Zeitung für alle", "headers", 19, id="a dotted key"),
        pytest.param("twice", "site", 22, id="a list of tables"),
        pytest.param('quoted " and [bracket] = sign', "site", 25, id="escapes"),
        pytest.param("новости", "site", 1, id="a bare name that TOML refuses"),
        pytest.param("nowhere", "site", 1, id="no such table"),
    ],
)
def test_a_key_is_found(name: str, key: str, line: int) -> None:
    """However name and key are quoted; a name that is part of another is another."""
    assert line_of(KeyPlace(Path("s.toml"), FILE).error(name, key, "wrong")) == line


@pytest.mark.parametrize(
    ("name", "field", "line"),
    [
        pytest.param("news.example", "kicker", 13, id="in a table"),
        pytest.param("news.example", "own.field", 14, id="quoted, with a dot"),
        pytest.param("news.example", "date", 12, id="missing: its table"),
        pytest.param("Zeitung für alle", "own", 18, id="dotted"),
        pytest.param("gazette", "own", 2, id="no fields at all: the source"),
    ],
)
def test_a_field_is_found(name: str, field: str, line: int) -> None:
    """In the table of fields, or by its dotted key."""
    assert line_of(KeyPlace(Path("s.toml"), FILE).field_error(name, field, "wrong")) == line


@pytest.mark.parametrize(
    ("name", "key", "line"),
    [("short", "", 1), ("long", "site", 2), ("dotted.name", "site", 3), ("inline", "site", 4)],
)
def test_a_source_without_a_table_is_found(name: str, key: str, line: int) -> None:
    """Before the first table, keys lead to the source themselves."""
    assert line_of(KeyPlace(Path("s.toml"), HEAD + FILE).error(name, key, "wrong")) == line


def test_lines_of_a_long_text_are_no_keys() -> None:
    """What TOML would not read as a key is passed over."""
    text = '[a]\nnote = """\n"\\q" = 3\n[ "\\q" ]\n"""\nsite = 1\n'
    assert line_of(KeyPlace(Path("s.toml"), text).error("a", "note", "wrong")) == 2


def test_a_value_says_what_was_expected_and_what_came() -> None:
    """With file, line, source and key; an error of a reader keeps its own words."""
    given = Given("news.example", "feeds", 3, KeyPlace(Path("s.toml"), FILE))
    with pytest.raises(ConfigError) as found:
        given.require(False, "a list")
    assert str(found.value) == (
        "s.toml, line 8: source 'news.example': 'feeds' must be a list, got 3"
    )
    given.require(True, "a list")
    with (
        pytest.raises(ConfigError, match=r"line 8: source 'news\.example': 'feeds': too far$"),
        given.placed(ValueError),
    ):
        raise ValueError("too far")
    with pytest.raises(KeyError), given.placed(ValueError):
        raise KeyError("another kind is not touched")


def test_the_line_comes_to_the_reader_of_the_file(tmp_path: Path) -> None:
    """The second of two sources with dots in their names is at fault."""
    path = tmp_path / "sources.toml"
    path.write_text(
        '["one.example"]\nsite = "one.example"\n["two.example"]\nsite = "two.example"\ncolour = 1\n'
    )
    with pytest.raises(ConfigError, match=r"line 5: source 'two\.example': unknown key 'colour'"):
        load_sources(path)
