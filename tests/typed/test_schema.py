"""The schema of Arrow, where Arrow is installed."""

import sys

import pytest

from newscrawl.errors import ConfigError
from newscrawl.typed.schema import required


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how to install it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=r"pyarrow is not installed.*pip install pyarrow"):
        required("pyarrow")
