"""A crawl in the script's own process, as Scrapy does it, for those who need signals or the event loop."""

import sys

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from newscrawl.extensions.summary import SummaryExtension


def main(urls: list[str], changes: list[str]) -> int:
    """Crawl *urls*; return the exit code that the command line would have."""
    settings = Settings()
    settings.setmodule("newscrawl.settings", priority="project")
    for change in changes:
        name, _, value = change.partition("=")
        settings.set(name, value, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    crawler = process.create_crawler("article")
    process.crawl(crawler, urls=urls)
    process.start()
    summary = crawler.get_extension(SummaryExtension)
    if summary is None or not summary.summary.finish_reason:
        return 2
    print(summary.summary.articles, "articles in", summary.summary.folder)
    return 0 if summary.summary.outcome == "done" else 3


if __name__ == "__main__":
    sys.exit(
        main(
            [word for word in sys.argv[1:] if "://" in word],
            [word for word in sys.argv[1:] if "://" not in word],
        )
    )
