"""``newscrawl schedule``: systemd units and crontab lines for the sources of a file."""

import argparse
import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newscrawl.cli.asjson import add_json, print_value
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.sources.schedule import Schedule, read_schedule
from newscrawl.sources.source import Source, load_sources

_MIN_WAIT_S, _MAX_WAIT_S = 3600, 6 * 3600
"""Times that a turn waits for the one before: longer than a turn is kept (``STATE_TURN_S``)."""
_SETTINGS = "SCRAPY_SETTINGS_MODULE=newscrawl.settings"

_SERVICE = """\
[Unit]
Description={description}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
{user}WorkingDirectory={folder}
Environment={settings}
ExecStart={command}
# No failures of the unit: some pages could not be fetched (3), it was stopped (5) and is taken up
# next time.
SuccessExitStatus=3 5
# Killed: the same command takes the run up again.
Restart=on-abnormal
RestartSec=60
# A stop takes 8 s at most; workers are ended by the crawl.
KillMode=mixed
TimeoutStopSec=15
# Connections to thousands of hosts; with fewer files the crawl holds fewer, and is slower.
LimitNOFILE=65536
NoNewPrivileges=yes
"""

_TIMER = """\
[Unit]
Description={description}

[Timer]
{calendar}
# A run that was missed because the machine was off is made good.
Persistent=true

[Install]
WantedBy=timers.target
"""


@dataclass(frozen=True, slots=True)
class Job:
    """A command that is run on one schedule, for all of its sources.

    Attributes:
        key: Its value of ``-a schedule=``: the schedule, or ``default`` for sources without one.
        name: Name of its units.
        command: Program and arguments.
    """

    key: str
    schedule: Schedule
    sources: tuple[str, ...]
    name: str
    command: tuple[str, ...]

    @property
    def description(self) -> str:
        """Its purpose, in a line."""
        return f"newscrawl: sources to be crawled {self.schedule.text}"


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``schedule`` to the sub-commands."""
    parser = commands.add_parser(
        "schedule", help="print systemd units and crontab lines for the sources"
    )
    parser.add_argument("-f", "--file", default="sources.toml", type=Path, help="the sources file")
    parser.add_argument(
        "--default", metavar="SCHEDULE", help="for sources that name none, e.g. 'daily 03:00'"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--systemd", action="store_true", help="units only")
    what.add_argument("--cron", action="store_true", help="crontab lines only")
    what.add_argument("--write", metavar="DIR", type=Path, help="write the units into this folder")
    add_json(what, "schedules, sources, commands, units and crontab lines as JSON")
    parser.add_argument(
        "--name", default="newscrawl", help="what the names of the units begin with"
    )
    parser.add_argument(
        "--user", help="who the units of the system run as; leave out for units of a user"
    )
    parser.add_argument(
        "-o", "--output", metavar="DIR", help="folder of the output (setting OUTPUT_DIR)"
    )
    for flag, text in (
        ("-a", "an argument of the crawl, e.g. -a since=7d"),
        ("-s", "a setting of the crawl"),
    ):
        parser.add_argument(flag, action="append", default=[], metavar="NAME=VALUE", help=text)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> ExitCode:
    """Print or write the units and crontab lines that *options* ask for."""
    jobs = make_jobs(load_sources(options.file), options)
    folder = _plain(str(Path.cwd()))
    units = {
        name: text for job in jobs for name, text in make_units(job, folder, options.user).items()
    }
    if options.write:
        _write(options.write, units)
        return ExitCode.DONE
    if options.json:
        print_value([_as_dict(job, folder, options.user) for job in jobs])
        return ExitCode.DONE
    if not options.cron:
        print("\n".join(f"# {name}\n{text}" for name, text in units.items()), end="")
    if not options.cron and not options.systemd:
        print(
            "\n# crontab, in the place of the units (crontab -e); % has a meaning there, so it is"
            " written \\%"
        )
    if not options.systemd:
        print("\n".join(line for job in jobs for line in _crontab_lines(job, folder)))
    return ExitCode.DONE


def _as_dict(job: Job, folder: str, user: str | None) -> dict[str, Any]:
    """Return *job* for a program: what runs when, and both ways to have it run."""
    return {
        "schedule": job.schedule.text,
        "sources": job.sources,
        "command": job.command,
        "folder": folder,
        "units": make_units(job, folder, user),
        "crontab": list(_crontab_lines(job, folder)),
    }


def make_jobs(sources: Iterable[Source], options: argparse.Namespace) -> list[Job]:
    """Group *sources* by their schedule, in the order of the file.

    Raises:
        ConfigError: If no source has a schedule, or the default is not one.
    """
    default = _read_default(options.default) if options.default else None
    groups: dict[str, list[str]] = {}
    schedules: dict[str, Schedule] = {}
    for source in sources:
        schedule = source.schedule or default
        if schedule is None:
            print(f"newscrawl: {source.name} has no schedule, and is left out", file=sys.stderr)
            continue
        # By its words: two sources that say the same share a unit, and take one turn.
        key = source.schedule.text if source.schedule else "default"
        groups.setdefault(key, []).append(source.name)
        schedules[key] = schedule
    if not groups:
        raise ConfigError(
            f'{options.file}: no source has a schedule; expected e.g. schedule = "daily 03:00" in'
            " it, or --default 'daily 03:00'"
        )
    return [
        Job(
            key,
            schedules[key],
            tuple(names),
            _unit_name(options.name, key),
            _command(options, key, schedules[key]),
        )
        for key, names in groups.items()
    ]


def _read_default(text: str) -> Schedule:
    try:
        return read_schedule(text)
    except ConfigError as error:
        raise ConfigError(f"--default: {error}") from error


def _unit_name(prefix: str, key: str) -> str:
    """Return a name that is safe as a file and as a unit: ``newscrawl-mon-thu-04-15``."""
    # No leading hyphen, which systemctl would take for an option, and no slash.
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", prefix):
        raise ConfigError(f"--name {prefix!r}: expected letters, digits, - and _")
    return f"{prefix}-{re.sub('[^a-z0-9]+', '-', key)}"


def _command(options: argparse.Namespace, key: str, schedule: Schedule) -> tuple[str, ...]:
    # The user's -a come last: of two with one name Scrapy takes the last.
    arguments = [f"sources={options.file.resolve()}", f"schedule={key}", *options.a]
    # each turn is a run of its own: what one has left comes back in the next by itself
    wait_s = max(_MIN_WAIT_S, min(schedule.interval_s, _MAX_WAIT_S))
    settings = [f"STATE_WAIT_S={wait_s}", "STATE_RESUME_HOURS=0", *options.s]
    if options.output:
        settings.append(f"OUTPUT_DIR={Path(options.output).resolve()}")
    # Refused now: the unit would fail at night, with nobody to see it.
    for change in (*options.a, *options.s):
        if "=" not in change:
            raise ConfigError(f"{change!r}: expected NAME=VALUE")
    # The path in full: systemd and cron do not know the PATH of a virtual environment.
    words = [str(Path(sys.executable).with_name("scrapy")), "crawl", "site"]
    words += [word for argument in arguments for word in ("-a", argument)]
    words += [word for setting in settings for word in ("-s", setting)]
    return tuple(_plain(word) for word in words)


def _plain(word: str) -> str:
    """Return *word*; neither systemd nor cron can say one with a line feed.

    Raises:
        ConfigError: If it has control characters.
    """
    if re.search(r"[\x00-\x1f\x7f]", word):
        raise ConfigError(f"{word!r}: control characters cannot be in a unit or crontab")
    return word


def make_units(job: Job, folder: str, user: str | None = None) -> Mapping[str, str]:
    """Return the service and the timer of *job*, by the name of their file."""
    # systemd.unit(5): % begins a specifier, in a description and a path as well.
    description = job.description.replace("%", "%%")
    service = _SERVICE.format(
        description=description,
        user=f"User={_plain(user)}\n" if user else "",
        folder=folder.replace("%", "%%"),
        settings=_SETTINGS,
        command=" ".join(map(systemd_quote, job.command)),
    )
    calendar = "\n".join(f"OnCalendar={value}" for value in job.schedule.on_calendar())
    return {
        f"{job.name}.service": service,
        f"{job.name}.timer": _TIMER.format(description=description, calendar=calendar),
    }


def systemd_quote(word: str) -> str:
    r"""Write *word* so that systemd takes it as it is. Source: systemd.service(5), "Command lines".

    >>> print(systemd_quote('a b'), systemd_quote('50%'), systemd_quote('$x"'))
    "a b" 50%% "$$x\""
    """
    # Doubled inside quotes, too: they stop neither specifiers nor variables.
    text = word.replace("%", "%%").replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./-]+", text, re.ASCII):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _crontab_lines(job: Job, folder: str) -> Iterator[str]:
    """Return the lines of *job* for a crontab of a user."""
    command = (
        f"cd {shlex.quote(folder)} && {_SETTINGS} {shlex.join(job.command)} --loglevel WARNING"
    )
    for fields in job.schedule.cron():
        # crontab(5): an unescaped % ends the command; the rest is its standard input.
        yield f"{fields} {command}".replace("%", "\\%")


def _write(folder: Path, units: Mapping[str, str]) -> None:
    """Write *units*, and say how to start them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in units.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written: {error.strerror}") from error
    _tell_start(folder, [name for name in units if name.endswith(".timer")])


def _tell_start(folder: Path, timers: Sequence[str]) -> None:
    # systemd.unit(5): units of a user lie below ~/.config/systemd/user.
    systemctl = "systemctl --user" if ".config" in folder.resolve().parts else "systemctl"
    print(f"{systemctl} daemon-reload && {systemctl} enable --now {' '.join(timers)}")
