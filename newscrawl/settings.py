"""Scrapy settings of newscrawl: import paths as strings, defaults, one comment block per component."""

from newscrawl import __version__

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
COMMANDS_MODULE = "newscrawl.cli.commands"

# Who asks. Put an address where a webmaster reaches you behind the plus sign.
USER_AGENT = f"newscrawl/{__version__} (+https://example.org/newscrawl)"

# Politeness: robots.txt is obeyed, a host is asked as fast as it answers well.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 4
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.5
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False

# Safety: only http and https, no doors into the process, bounded size and time.
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
REDIRECT_MAX_TIMES = 8

# pipelines/extract: pages to drafts in worker processes.
EXTRACT_WORKERS = 0  # one per core
EXTRACT_TIMEOUT_S = 20.0
EXTRACT_MEMORY_MAX_BYTES = 2 * 1024**3
EXTRACT_QUEUE_MAX_BYTES = 64 * 1024**2
EXTRACT_FUNCTION = "newscrawl.extract.page.extract_page"

# pipelines/validate: drafts to articles.
VALIDATE_MIN_CHARS = 50

# pipelines/write: articles to <OUTPUT_DIR>/<spider>/<run>/articles-00001.jsonl.
OUTPUT_DIR = "output"

ITEM_PIPELINES = {
    "newscrawl.pipelines.extract.ExtractPipeline": 100,
    "newscrawl.pipelines.validate.ValidatePipeline": 300,
    "newscrawl.pipelines.write.WritePipeline": 900,
}

# Logging: one line per page that gives no article, none per article.
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.extensions.log.PageLogFormatter"
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
STATS_DUMP = False

# extensions/summary: stats.json, and the outcome of the run. extensions/progress: how far it is.
PROGRESS_INTERVAL_S = 10.0
EXTENSIONS = {
    "scrapy.extensions.logstats.LogStats": None,
    "newscrawl.extensions.summary.SummaryExtension": 900,
    "newscrawl.extensions.progress.ProgressExtension": 910,
}
