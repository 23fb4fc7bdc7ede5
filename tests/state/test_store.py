"""The door to the database that a URL names."""

from pathlib import Path

import pytest

from newscrawl.errors import ConfigError, StateError
from newscrawl.state.store import (
    has_state,
    is_server,
    open_store,
    opened_store,
    require_state,
    shown_state,
    sqlite_path,
    state_url,
)


@pytest.mark.parametrize(
    ("url", "server", "shown"),
    [
        pytest.param("sqlite:///a/b.sqlite", False, "a/b.sqlite", id="a file"),
        pytest.param("postgresql://db/news", True, "postgresql://db/news", id="a server"),
        pytest.param("postgres://me@db/news", True, "postgres://db/news", id="its short name"),
        pytest.param("postgresql://me:p@ss@db:1/n?x=1", True, "postgresql://db:1/n", id="password"),
    ],
)
def test_a_state_is_shown_without_secrets(url: str, server: bool, shown: str) -> None:
    """Neither user nor password is told."""
    assert (is_server(url), shown_state(url)) == (server, shown)


@pytest.mark.parametrize("url", ["", "sqlite:///", "mysql://db/news", "/var/state.sqlite"])
def test_another_url_is_refused(url: str) -> None:
    """With both forms that there are."""
    with pytest.raises(
        ConfigError, match=r"expected sqlite:///path/to/file\.sqlite or postgresql://"
    ):
        sqlite_path(url)


def test_the_url_of_the_settings_may_name_the_output_folder() -> None:
    """Wherever it stands in it."""
    settings = {"STATE_URL": "sqlite:///{OUTPUT_DIR}/state.sqlite", "OUTPUT_DIR": "corpus"}
    assert state_url(settings) == "sqlite:///corpus/state.sqlite"


def test_what_is_changed_is_kept_where_all_goes_well(tmp_path: Path) -> None:
    """An error takes it back, and so does a look that only reads."""
    url = f"sqlite:///{tmp_path}/state.sqlite"
    assert not has_state(url)
    with pytest.raises(StateError, match="no such state file; nothing was crawled"):
        require_state(url)
    with opened_store(url, readonly=False) as store:
        store.run("INSERT INTO coverage (source, scope, since, done) VALUES ('a', '', 0, 0)")
    require_state(url)
    with pytest.raises(ZeroDivisionError):
        _delete_and_fail(url)
    with opened_store(url, readonly=True) as store:
        assert store.run("SELECT source FROM coverage") == [("a",)]
    open_store(url).close()


def _delete_and_fail(url: str) -> None:
    with opened_store(url, readonly=False) as store:
        store.run("DELETE FROM coverage")
        raise ZeroDivisionError
