"""The settings of a project folder: newscrawl's own, and the changes of the user."""

import configparser
import sys
from pathlib import Path

from scrapy.settings import Settings

from newscrawl.errors import ConfigError

_FILE = Path("scrapy.cfg")


def project_settings(file: Path = _FILE) -> Settings:
    """Return newscrawl's settings, or those of the module that *file* names under ``[newscrawl]``.

    Such a module begins with ``from newscrawl.settings import *``; ``newscrawl init`` writes one.
    The folder of *file* is then searched for modules, after all others. Another project's
    scrapy.cfg changes nothing.

    Raises:
        ConfigError: If the file or the module cannot be read.
    """
    settings = Settings()
    module = _module(file)
    if module != "newscrawl.settings":
        # Last, so that a file of the project that is called json.py hides no library.
        sys.path.append(str(file.absolute().parent))
    try:
        settings.setmodule(module, priority="project")
    except (ImportError, SyntaxError) as error:
        raise ConfigError(f"{file}: settings = {module}: cannot be loaded: {error}") from error
    return settings


def _module(file: Path) -> str:
    if not file.is_file():
        return "newscrawl.settings"
    parser = configparser.ConfigParser()
    try:
        parser.read(file, encoding="utf-8")
    except configparser.Error as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from error
    # Without the section it is the scrapy.cfg of another project, whose settings are not ours.
    return parser.get("newscrawl", "settings", fallback="newscrawl.settings")
