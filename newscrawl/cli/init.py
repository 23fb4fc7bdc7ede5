"""``newscrawl init``: a folder with all that a crawl every night needs."""

import argparse
import shlex
from pathlib import Path

from newscrawl import __version__
from newscrawl.errors import ConfigError, OutputError
from newscrawl.exits import ExitCode

_FILES = {
    "sources.toml": """\
# The sites, one table each; `newscrawl sources add news.example` looks at a site and adds its
# table. Keys: docs/sites.md. `newscrawl sources check` says what each gives today.

# [gazette]
# site = "https://gazette.example/"
# schedule = "daily 03:00"
# language = "en"
""",
    "scrapy.cfg": """\
[settings]
default = crawl_settings

[newscrawl]
settings = crawl_settings
""",
    "crawl_settings.py": '''\
"""Settings of this project, for newscrawl and scrapy alike; all of them: docs/settings.md."""

from newscrawl.settings import *  # noqa: F403

# Say who you are before you crawl: webmasters look for this address.
USER_AGENT = "@NAME@/1.0 (+https://example.org/@NAME@)"

OUTPUT_DIR = "output"
OUTPUT_COMPRESSION = "zstd"
''',
    "compose.yaml": """\
# docker compose run --rm crawl
services:
  crawl:
    build: .
    command: ["newscrawl", "site", "--sources", "sources.toml"]
    working_dir: /project
    volumes: [".:/project"]
    read_only: true
    tmpfs: [/tmp]
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    ulimits: {nofile: 65536}
    stop_grace_period: 30s
""",
    "Dockerfile": """\
FROM python:3.13-slim
# newscrawl is installed from its wheel: put newscrawl-@VERSION@-py3-none-any.whl beside this file.
COPY newscrawl-@VERSION@-py3-none-any.whl /tmp/
RUN pip install --no-cache-dir /tmp/newscrawl-@VERSION@-py3-none-any.whl
USER 1000:1000
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s CMD ["newscrawl", "doctor", "--alive"]
""",
    ".gitignore": "output/\n",
    "README.md": """\
# @NAME@

    newscrawl doctor                             what is missing here
    newscrawl sources add news.example           look at a site, add it to sources.toml
    newscrawl site --sources sources.toml        crawl what is new
    newscrawl show                               read it
    newscrawl schedule --default "daily 03:00"   print timers for systemd and crontab
""",
}


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``init`` to the sub-commands."""
    parser = commands.add_parser(
        "init",
        help="make a project folder: sources, settings, timer, compose file",
        epilog="examples:\n  newscrawl init mycorpus && cd mycorpus && newscrawl doctor\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="a new folder, or . for this one"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Write the files; one that is there already stays as it is, and nothing is written then.

    Raises:
        ConfigError: If one is there already.
        OutputError: If one cannot be written.
    """
    folder: Path = options.folder
    # All are looked for first: half a project among files of another would be hard to undo.
    if there := [name for name in _FILES if (folder / name).exists()]:
        raise ConfigError(f"{folder / there[0]}: is there already; name a new folder")
    name = folder.absolute().name.replace(" ", "-")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in _FILES.items():
            # Not str.format: the compose file has braces of its own.
            filled = text.replace("@NAME@", name).replace("@VERSION@", __version__)
            (folder / file).write_text(filled, encoding="utf-8")
    except OSError as error:
        # None was there before: the same command begins again, and is not refused.
        for file in _FILES:
            (folder / file).unlink(missing_ok=True)
        raise OutputError(f"{folder}: cannot be written: {error.strerror}") from error
    print(
        f"{folder}: {', '.join(_FILES)}\nNext: cd {shlex.quote(str(folder))}; put a contact URL into"
        " crawl_settings.py;"
    )
    print("newscrawl sources add news.example; newscrawl site --sources sources.toml")
    return ExitCode.DONE
