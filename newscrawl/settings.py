"""Scrapy settings of newscrawl: import paths as strings, defaults, one comment block per component."""

from newscrawl import __version__

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
COMMANDS_MODULE = "newscrawl.cli.commands"

# Who asks, and the name that robots.txt files know it by. Put an address where a webmaster reaches
# you after the plus sign; as long as it is an example, a crawl of other people's sites warns of it.
USER_AGENT = f"newscrawl/{__version__} (+https://example.org/newscrawl)"

# Politeness: robots.txt is obeyed; one request at a time and one a second to a host, fewer where it
# is slow.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 32
CONCURRENT_ITEMS = (
    2  # of one response; it gives one page, and Scrapy starts as many tasks for each response
)
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0  # Scrapy's goes below the delay as often as above it
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
COOKIES_ENABLED = False

# download/pool: connections over all hosts, fewer where the limit of open files is low; see
# docs/safety.md.
CONNECTIONS_MAX = 400  # 0: as many as the limit of open files allows
CONNECTIONS_IDLE_S = 30.0  # how long one is kept open without use

# middlewares/robots, extensions/crawl_delay: robots.txt to the letter; see docs/politeness.md.
ROBOTS_KEEP_S = 86_400.0
ROBOTS_TIMEOUT_S = 30.0
ROBOTS_TRIES = (
    5  # requests to a host whose robots.txt cannot be reached are put back this often, less one
)
CRAWL_DELAY_MAX_S = 30.0
SERVER_DELAY_S = 0.1  # between two requests to hosts that share an address, or a registrable domain
SERVER_LOCAL_DELAY_S = 0.0  # the same for addresses that are not public (EGRESS_ALLOW)

# Safety: only http and https, no doors into the process, bounded size and time; see docs/safety.md.
DOWNLOAD_HANDLERS = {
    "http": "newscrawl.download.handler.GuardedDownloadHandler",
    "https": "newscrawl.download.handler.GuardedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
EGRESS_ALLOW: list[
    str
] = []  # network[:port] that are no part of the public internet, e.g. "10.1.0.0/16:80"
EGRESS_HOSTS: dict[str, list[str]] = {}  # addresses of names, before any name server is asked
HTTPPROXY_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
DNS_TIMEOUT = 10
DOWNLOAD_HEADERS_MAX_BYTES = 256 * 1024
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # on the wire, and decoded
DOWNLOAD_CODINGS_MAX = 3
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
REDIRECT_MAX_TIMES = 8
METAREFRESH_MAXDELAY = 5  # a page that leads on, or reloads itself, after more seconds is a page

SCOPE_REDIRECTS = "site"  # or "any": a redirect may lead to another site

# spiders/site: the most that is asked of one site in one run; see docs/sites.md.
SITE_FEEDS_MAX = 50
SITE_SITEMAPS_MAX = 500
SITE_SITEMAP_DEPTH_MAX = 8
SITE_LISTINGS_MAX = 2_000
SITE_PAGES_MAX = 100_000
SITE_REQUESTS_MAX = 200_000
SITE_TIME_MAX_S = 21_600.0  # from its first request on; what is left is for the next run

# middlewares/conditional: fronts, feeds and sitemaps are looked at again; see docs/sites.md.
REVISIT_FIRST_S = (
    3_600.0  # with -a due=only: time to the second look; later ones follow the news, from …
)
REVISIT_MIN_S = 900.0
REVISIT_MAX_S = 72_000.0  # … to this, so that a nightly run sees each front and feed
REVISIT_LIST_MAX_S = 604_800.0  # the same for sitemaps and sections
REVISIT_MISSING_S = 2_592_000.0  # how long it is remembered that nothing lies at a well-known place
REVISIT_VERIFY_EVERY = 5  # of the answers "not modified" of a trusted host each N-th is checked
REVISIT_BODY_MAX_BYTES = 4 * 1024**2  # compressed, of one document; a larger one is always fetched

# download/render: pages whose source says render = true, run in a system Chromium; see
# docs/sites.md.
RENDER_ALL = False  # every page of a crawl
RENDER_BROWSER = ""  # name or path; empty: the first that is installed
RENDER_TIMEOUT_S = 30.0
RENDER_SETTLE_S = 5.0  # a page that goes on asking for things is taken as it is after this time
RENDER_MAX_BYTES = 16 * 1024 * 1024  # of all that a page asks for, and of what it becomes
RENDER_MAX_REQUESTS = 200
RENDER_CONCURRENT_PAGES = 2

# pipelines/extract: pages to drafts in worker processes.
EXTRACT_WORKERS = 0  # one per core
EXTRACT_TIMEOUT_S = 20.0
EXTRACT_MEMORY_MAX_BYTES = 2 * 1024**3
EXTRACT_QUEUE_MAX_BYTES = 64 * 1024**2
EXTRACT_STANDFIRST_IN_TEXT = True  # the standfirst is the first block, besides being a field
EXTRACT_UPDATES_IN_TEXT = True  # the updates of a live blog are in the text, besides being a field
EXTRACT_MORE: list[str] = []  # besides the text: links, markdown, images, media, html, or all
EXTRACT_HOOKS: list[
    str
] = []  # functions of your own that see each draft and its tree; see docs/python.md
EXTRACT_FUNCTION = "newscrawl.extract.page.work"

# pipelines/memory, pipelines/hold: what a site repeats and where its articles sit; see
# docs/profiles.md.
PROFILE_ENABLED = True
PROFILE_HOLD_S = (
    30.0  # how long the first pages of an unknown host wait for its profile; 0: not at all
)
PROFILE_HOLD_MAX_BYTES = 48 * 1024**2

# pipelines/validate: drafts to articles.
VALIDATE_MIN_CHARS = 50
RIGHTS_OBEY: list[
    str
] = []  # reservations whose pages give no record, e.g. "noai,tdm-reservation"; or "all"
RIGHTS_TDMREP = False  # each site is asked once a day for /.well-known/tdmrep.json
VALIDATE_MIN_SCORE = -0.5  # of pages that the site spider found: log odds that it is an article
VALIDATE_MIN_SCORE_NAMED = -2.5  # the same, where a feed or a news sitemap names it

# pipelines/dedupe: articles of the site spider that were harvested at another address: drop, mark
# or off.
DEDUPE_SAME_SITE = "drop"
DEDUPE_OTHER_SITE = "mark"
DEDUPE_MIN_SIMILARITY = (
    0.8  # share of the runs of four words in common, at which two are duplicates …
)
DEDUPE_DROP_SIMILARITY = 0.95  # … and at which one is dropped

# pipelines/write: articles to <OUTPUT_DIR>/<spider>/<run>/articles-00001.jsonl.
OUTPUT_DIR = "output"
OUTPUT_MAX_BYTES = 1_000_000_000  # a file is closed at this size …
OUTPUT_MAX_RECORDS = 0  # … or this number of records; 0: no limit
OUTPUT_COMPRESSION = "none"  # of closed files: none, gzip, zstd
OUTPUT_FORMAT = "jsonl"  # of closed files: jsonl, or parquet (extra [parquet])
OUTPUT_REMOVED = (
    "record"  # what was removed of a text: in its record, beside it in removed-00001.*, or none
)

# extensions/warc: each answer as it came, in <OUTPUT_DIR>/<spider>/<run>/warc/; see docs/warc.md.
WARC_ENABLED = False
WARC_COMPRESSION = "gzip"  # of each record: gzip, zstd
WARC_MAX_BYTES = 1_000_000_000  # a file is closed at this size
WARC_BUDGET_BYTES = 0  # of all files of a run; then nothing more is asked for. 0: no limit

# scheduler: every URL and what became of it, in one file that survives kill -9; see docs/state.md.
SCHEDULER = "newscrawl.scheduler.FrontierScheduler"
DOWNLOADER = "newscrawl.download.downloader.Downloader"
STATE_URL = "sqlite:///{OUTPUT_DIR}/state/newscrawl.sqlite"
STATE_TURN_S = (
    900.0  # so long a run holds the state file at least, before it lets one that waits have it
)
STATE_WAIT_S = (
    0.0  # how long a run waits for another one that holds the state file; 0: it is refused
)
STATE_LEASE_S = 300.0
STATE_OUTAGE_S = 120.0  # how long a database that is lost is waited for before the crawl stops
STATE_WORKER = ""  # name of this worker, where several share a crawl; empty: that of the machine
STATE_RESUME_HOURS = (
    12.0  # how long a run that ended with pages left is taken up by the same command
)

# extensions/acknowledge: a page is done when its records and follow-ups are on the disk.
ACKNOWLEDGE_INTERVAL_S = 0.25
STOP_GRACE_S = 3.0  # SIGTERM, Ctrl-C: how long pages in hand may take

# middlewares/backoff, and the circuit breaker of each host: try again later, leave a failing host
# alone.
RETRY_TIMES = 5
RETRY_HTTP_CODES = [
    408,
    421,
    425,
    429,
    500,
    502,
    503,
    504,
    507,
    508,
    509,
    *range(520, 531),
    598,
    599,
]
RETRY_BACKOFF_S = 1.0
RETRY_BACKOFF_MAX_S = 120.0
RETRY_WAIT_MAX_S = 600.0  # what must wait for longer (Retry-After) is left for the next run
BREAKER_FAILURES = 5
BREAKER_REST_S = 10.0
BREAKER_REST_MAX_S = 300.0
BREAKER_RESTS = 6
DOWNLOAD_FAIL_ON_DATALOSS = False
DOWNLOADER_MIDDLEWARES = {
    "newscrawl.middlewares.archives.ArchivesMiddleware": 5,
    "newscrawl.middlewares.render.RenderMiddleware": 20,
    "newscrawl.middlewares.scope.ScopeMiddleware": 60,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newscrawl.middlewares.robots.RobotsMiddleware": 100,
    "newscrawl.middlewares.tdmrep.TdmrepMiddleware": 110,
    "newscrawl.middlewares.credentials.CredentialsMiddleware": 350,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "newscrawl.middlewares.compression.CompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "newscrawl.middlewares.backoff.BackoffMiddleware": 550,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "newscrawl.middlewares.refresh.RefreshMiddleware": 580,
    "newscrawl.middlewares.frames.FrameMiddleware": 575,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "newscrawl.middlewares.refresh.LocationMiddleware": 600,
    "newscrawl.middlewares.conditional.ConditionalMiddleware": 560,
    "newscrawl.middlewares.optional.CookiesMiddleware": 700,
}

SPIDER_MIDDLEWARES = {
    # many addresses, one question to the database
    "newscrawl.middlewares.ahead.LookAheadMiddleware": 5,
    "newscrawl.middlewares.start.StartMiddleware": 10,  # long lists leave others their turn
    "newscrawl.middlewares.giveup.GiveUpMiddleware": 20,
    "newscrawl.middlewares.traps.TrapsMiddleware": 850,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # it drops in silence
}

# middlewares/traps: addresses that a site makes without end; see docs/safety.md. 0: no limit.
TRAPS_DEPTH_MAX = 200  # links from a page that the user named
TRAPS_BARREN_MAX = 200  # pages of one pattern in a row that give no article
TRAPS_DEAD_MAX = (
    100  # addresses of one feed or sitemap in a row that are not there; see docs/safety.md
)
TRAPS_LINKS_MAX = 100_000  # requests that one answer leads to
TRAPS_SITE_MAX = (
    500_000  # requests to one site (registrable domain) in one run, besides those named
)

ITEM_PIPELINES = {
    "newscrawl.pipelines.extract.ExtractPipeline": 100,
    "newscrawl.pipelines.rights.RightsPipeline": 290,
    "newscrawl.pipelines.validate.ValidatePipeline": 300,
    "newscrawl.pipelines.revise.RevisePipeline": 400,
    "newscrawl.pipelines.dedupe.DedupePipeline": 500,
    "newscrawl.pipelines.write.WritePipeline": 900,
}

# Logging: one line per page that gives no article, none per article.
LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.extensions.log.PageLogFormatter"
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"
STATS_DUMP = False
WARN_ON_GENERATOR_RETURN_VALUE = (
    False  # Scrapy would parse the source of a callback for each response
)

# extensions/health: is each source what it was? extensions/summary: run.json, and the outcome of
# the run. extensions/progress: how far it is.
MISSED_DEAD_REASONS = ["http_404", "http_410", "robots_forbidden", "offsite_redirect"]
HEALTH_EXIT = False  # a broken source gives the exit code 6; see docs/monitoring.md
PROGRESS_INTERVAL_S = 10.0

# extensions/metrics: figures for Prometheus while the run goes on; extensions/alarm: a word when it
# fails
METRICS_PORT = 0  # 0: off
METRICS_HOST = "127.0.0.1"
ALARM_ON = [
    "not_written",
    "defect",
    "broken",
]  # outcomes, verdicts on sources, findings; see docs/monitoring.md
ALARM_WEBHOOK = ""  # address that gets a POST with JSON
ALARM_MAIL_TO: list[str] = []
ALARM_MAIL_FROM = "newscrawl@localhost"
ALARM_SMTP = "127.0.0.1:25"  # host:port; 465 is TLS at once, others STARTTLS where it is offered
ALARM_SMTP_USER = ""
ALARM_SMTP_PASSWORD_FILE = ""
EXTENSIONS = {
    "newscrawl.extensions.guard.GuardExtension": 100,
    "newscrawl.extensions.identity.IdentityExtension": 110,
    "newscrawl.extensions.crawl_delay.CrawlDelayExtension": 700,
    "scrapy.extensions.logstats.LogStats": None,
    "newscrawl.middlewares.optional.RemoteControl": 0,
    "newscrawl.extensions.sharing.SharingExtension": 790,
    "newscrawl.extensions.acknowledge.AcknowledgeExtension": 800,
    "newscrawl.extensions.warc.WarcExtension": 820,
    "newscrawl.extensions.budget.BudgetExtension": 830,
    "newscrawl.extensions.turn.TurnExtension": 840,
    "newscrawl.extensions.health.HealthExtension": 850,
    "newscrawl.extensions.summary.SummaryExtension": 900,
    "newscrawl.extensions.progress.ProgressExtension": 910,
    "newscrawl.extensions.metrics.MetricsExtension": 920,
    "newscrawl.extensions.alarm.AlarmExtension": 950,
}
