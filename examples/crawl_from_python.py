"""Crawl from Python: each article as soon as it is on the disk."""

import argparse

import newscrawl


def main() -> None:
    """Print date, title and length of the articles at the URLs of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("urls", nargs="+", metavar="URL")
    parser.add_argument("-o", "--output", default="output", help="folder of records and state")
    parser.add_argument("-s", "--set", action="append", default=[], metavar="NAME=VALUE")
    options = parser.parse_args()
    settings = dict(change.split("=", 1) for change in options.set)
    with newscrawl.crawl(options.urls, output=options.output, settings=settings) as crawl:
        for article in crawl:
            print(article.created, article.title, len(article.text), sep="\t")
    print("exit code", crawl.code)


if __name__ == "__main__":
    main()
