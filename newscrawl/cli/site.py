"""``newscrawl site``: the ``site`` spider, with each of its arguments as an option."""

import argparse
from collections.abc import Mapping

from newscrawl.cli.crawl import Report, add_spider_options, make_settings, run_spider
from newscrawl.errors import ConfigError
from newscrawl.exits import ExitCode
from newscrawl.spiders.arguments import SITE
from newscrawl.spiders.url_lists import hint_of_file

_EXAMPLES = """\
examples:
  newscrawl site news.example --since 7d
  newscrawl site news.example other.example --limit 100 --languages de,en
  newscrawl site @sites.txt -o corpus --time 2h
  newscrawl site --sources sources.toml --only gazette --due
  newscrawl find news.example --since 7d           what it would ask for, without fetching it

A second run fetches only what is new. docs/sites.md tells how articles are found.
"""


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``site`` to the sub-commands."""
    parser = commands.add_parser(
        "site",
        help="find and crawl the articles of whole sites",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_site_options(parser)
    parser.add_argument(
        "--due", action="store_true", help="look only at what is due: fronts, feeds, sitemaps"
    )
    parser.add_argument(
        "--revisit",
        default="",
        metavar="SPAN",
        help="fetch articles of the last span again, e.g. 3d",
    )
    add_spider_options(parser)
    parser.set_defaults(run=run)


def add_site_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which sites, and which of their articles."""
    add = parser.add_argument
    add(
        "sites",
        nargs="*",
        metavar="SITE",
        help="a host, the URL of a front or a section, or @list.txt",
    )
    add(
        "-f",
        "--sources",
        default="",
        metavar="FILE",
        help="a file of sources instead, docs/sites.md",
    )
    add("--only", default="", metavar="NAMES", help="of the sources only these: gazette,herald")
    add(
        "--schedule",
        default="",
        metavar="WHEN",
        help="of the sources only those with this schedule",
    )
    add(
        "--hosts",
        default="",
        metavar="HOSTS",
        help="hosts that belong to the site, with all below each",
    )
    add(
        "--since", default="", metavar="WHEN", help="a day, a moment or a span: 2026-11-01, 7d, 12h"
    )
    add("--until", default="", metavar="WHEN", help="the same; what is later is left out")
    add("--limit", default="", metavar="N", help="article pages that are asked for at most")
    add("--languages", default="", metavar="CODES", help="languages that are kept: de,fr")


def site_arguments(options: argparse.Namespace) -> Mapping[str, str]:
    """Return the arguments of the spider that *options* give.

    Raises:
        ConfigError: If no site is named.
    """
    if not options.sites and not options.sources:
        raise ConfigError(
            "no site is named: expected e.g. news.example, @list.txt, or --sources sources.toml"
        )
    for site in options.sites:
        if not site.startswith("@") and (hint := hint_of_file(site, SITE)):
            raise ConfigError(f"{site!r}: {hint}")
    lists = [site for site in options.sites if site.startswith("@")]
    # The spider's argument is either the name of a list, or sites with commas between.
    if lists and len(options.sites) > 1:
        raise ConfigError(f"{lists[0]}: a list is named alone; put all sites into it")
    names = ("sources", "only", "schedule", "hosts", "since", "until", "limit", "languages")
    arguments = {"site": ",".join(options.sites)} | {name: getattr(options, name) for name in names}
    return {name: value for name, value in arguments.items() if value}


def run(options: argparse.Namespace) -> ExitCode:
    """Crawl the sites that *options* names."""
    more = {
        "due": "only" if options.due else "",
        "revisit": options.revisit,
        "time": options.time,
        "known": options.known,
    }
    arguments = {
        **site_arguments(options),
        **{name: value for name, value in more.items() if value},
    }
    return run_spider("site", arguments, make_settings(options), Report.of(options))
