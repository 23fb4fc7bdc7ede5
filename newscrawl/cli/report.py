"""``newscrawl report``: the results of runs, as one page."""

import argparse
import json
from pathlib import Path

from newscrawl.cli.asjson import add_json, print_value
from newscrawl.cli.crawl import make_settings
from newscrawl.corpus.lines import replaced
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.health.figures import read_figures
from newscrawl.reports.report import render_report
from newscrawl.reports.tally import Tally, count_run, run_folders
from newscrawl.state.health import Health
from newscrawl.state.overview import count_reasons
from newscrawl.state.store import PREFIX, opened_store


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``report`` to the sub-commands."""
    parser = commands.add_parser(
        "report",
        help="show what runs gave as one page with plots, tables and examples",
        epilog=(
            "examples: newscrawl report · newscrawl report output/site/20261126T044421Z -o"
            " night.html · newscrawl report output/ output/state/newscrawl.sqlite"
        ),
    )
    parser.add_argument(
        "places",
        nargs="*",
        type=Path,
        metavar="RUN|STATE",
        help="folders of runs, state files (OUTPUT_DIR)",
    )
    parser.add_argument(
        "-o", dest="file", type=Path, metavar="FILE", help="the page to write (report.html)"
    )
    add_json(parser, "print the figures as JSON; the page is written only where -o names it")
    parser.add_argument(
        "-s", "--set", action="append", default=[], metavar="NAME=VALUE", help="change a setting"
    )
    parser.set_defaults(run=run, output=None, verbose=False)


def run(options: argparse.Namespace) -> ExitCode:
    """Write the report on the runs that *options* name.

    Raises:
        ConfigError: If there are none.
    """
    places = options.places or [Path(make_settings(options)["OUTPUT_DIR"])]
    # A device or a pipe is there, and is neither.
    missing = [str(place) for place in places if not (place.is_dir() or place.is_file())]
    if missing:
        raise ConfigError(
            f"{missing[0]}: is not there; expected the folder of a run, or a state file"
        )
    tally = Tally()
    for folder in run_folders(place for place in places if place.is_dir()):
        count_run(folder, tally)
    for state in (place for place in places if place.is_file()):
        _add_state(state, tally)
    if options.json:
        print_value(tally.figures())
        if options.file is None:
            return ExitCode.DONE
    path = options.file or Path("report.html")
    with replaced(path, overwrites=True) as file:
        file.write(render_report(tally).encode("utf-8", "replace"))
    if not options.json:
        articles = f"{tally.articles} articles of {len(tally.sources)} sources"
        print(f"{path}: {articles}; open it in a browser")
    return ExitCode.DONE


def _add_state(path: Path, tally: Tally) -> None:
    """Take in the verdicts and the reasons that a state file holds, where no run told them.

    Raises:
        ConfigError, StateError: If it is not one.
    """
    with opened_store(f"{PREFIX}{path}", readonly=True) as store:
        verdicts = Health(store).overview()
        # Folders of runs tell the same reasons: counted from both, each would be there twice.
        reasons = count_reasons(store) if not tally.runs else []
    for source, _, values, status, findings in verdicts:
        found = "; ".join(f"{one['kind']}: {one['message']}" for one in json.loads(findings))
        tally.verdicts[source] = (status, found)
        if not tally.runs:
            tally.sources[source].articles += read_figures(json.loads(values)).articles
    for host, status, reason, count in reasons:
        tally.reasons[status][reason] += count
        tally.sources[host].missed[reason] += count
