"""Every setting of newscrawl, and those of Scrapy that a crawl of news depends on most.

Defaults are in ``newscrawl/settings.py``; ``make docs`` makes docs/settings.md of both.
"""

import math
from collections.abc import Mapping

from newscrawl.config.kinds import (
    BYTES,
    CODES,
    COUNT,
    LIST,
    NUMBER,
    SECONDS,
    SWITCH,
    TABLE,
    TEXT,
    Setting,
)

_S = Setting
_ACTIONS = ("drop", "mark", "off")

SECTIONS: Mapping[str, tuple[Setting, ...]] = {
    "Politeness": (
        _S(
            "USER_AGENT",
            TEXT,
            "Who asks. Put an address where a webmaster reaches you behind the plus sign.",
        ),
        _S("ROBOTSTXT_OBEY", SWITCH, "robots.txt is obeyed, see [politeness.md](politeness.md)."),
        _S(
            "ROBOTSTXT_USER_AGENT",
            TEXT,
            "The name that robots.txt files know the crawler by; else that of `USER_AGENT`.",
        ),
        _S("DOWNLOAD_DELAY", SECONDS, "Least time between two requests to a host."),
        _S(
            "DOWNLOAD_DELAY_JITTER", NUMBER, "Share by which that time varies, up and down.", high=1
        ),
        _S("CONCURRENT_REQUESTS_PER_DOMAIN", COUNT, "Requests to one host at a time.", low=1),
        _S("CONCURRENT_REQUESTS", COUNT, "Requests over all hosts at a time.", low=1),
        _S("AUTOTHROTTLE_ENABLED", SWITCH, "A host that answers slowly is asked less often."),
        _S(
            "AUTOTHROTTLE_START_DELAY",
            SECONDS,
            "The time between two requests with which that begins.",
        ),
        _S(
            "AUTOTHROTTLE_MAX_DELAY",
            SECONDS,
            "The longest time between two requests that it leads to.",
        ),
        _S(
            "AUTOTHROTTLE_TARGET_CONCURRENCY",
            NUMBER,
            # AutoThrottle divides by this number.
            "Requests that are out to a host on average.",
            low=0.01,
        ),
        _S(
            "CRAWL_DELAY_MAX_S",
            SECONDS,
            "The most of what `Crawl-delay` and `Request-rate` of a robots.txt ask for.",
        ),
        _S(
            "SERVER_DELAY_S",
            SECONDS,
            "Least time between two requests to one server: to hosts that share an address, or a registrable domain. "
            "A host whose own delay is shorter keeps that. 0: only hosts have a delay.",
        ),
        _S(
            "SERVER_LOCAL_DELAY_S",
            SECONDS,
            "The same for servers whose address is not public, which `EGRESS_ALLOW` lets in.",
        ),
        _S("ROBOTS_KEEP_S", SECONDS, "How long a robots.txt is kept, in the state file too."),
        _S("ROBOTS_TIMEOUT_S", SECONDS, "Time limit of a robots.txt."),
        _S(
            "ROBOTS_TRIES",
            COUNT,
            "Requests to a host whose robots.txt cannot be reached are put back so often, less one.",
            low=1,
        ),
        _S(
            "RIGHTS_OBEY",
            LIST,
            "Reservations whose pages give no record (`rights_reserved`): `all`, or some of `noindex`, `nosnippet`, "
            "`noarchive`, `noai`, `noimageai`, `tdm-reservation`, `search`, `ai-input`, `ai-train`, `ai-robots`, `rsl`, "
            "`c2pa`. See [politeness.md](politeness.md).",
        ),
        _S(
            "RIGHTS_TDMREP", SWITCH, "Each site is asked once a day for `/.well-known/tdmrep.json`."
        ),
        _S("COOKIES_ENABLED", SWITCH, "Cookies of servers are kept and sent back."),
    ),
    "Connections": (
        _S(
            "CONNECTIONS_MAX",
            COUNT,
            "Connections over all hosts, fewer where the limit of open files is low; 0: as many as that allows.",
        ),
        _S(
            "CONNECTIONS_IDLE_S",
            SECONDS,
            "How long a connection is kept open without use; 0: not at all.",
        ),
        _S("DOWNLOAD_TIMEOUT", SECONDS, "Time limit of a download.", low=0.001),
        _S("DNS_TIMEOUT", SECONDS, "Time limit of a look-up of a name.", low=0.001),
        _S(
            "DOWNLOAD_MAXSIZE",
            BYTES,
            "Larger pages, on the wire or decoded, are failures; 0: no limit.",
        ),
        _S("DOWNLOAD_WARNSIZE", BYTES, "Larger pages are warned of; 0: none."),
        _S("DOWNLOAD_HEADERS_MAX_BYTES", BYTES, "Status and header lines of an answer.", low=1024),
        _S("DOWNLOAD_CODINGS_MAX", COUNT, "Content codings of an answer, one inside the other."),
        _S(
            "DOWNLOAD_FAIL_ON_DATALOSS",
            SWITCH,
            "A body that is cut off is a failure at once; see [state.md](state.md).",
        ),
        _S(
            "METAREFRESH_MAXDELAY",
            SECONDS,
            "A meta refresh that comes later, or leads to its own page, is no redirect.",
        ),
        _S("REDIRECT_MAX_TIMES", COUNT, "Redirects in a row."),
        _S(
            "SCOPE_REDIRECTS",
            TEXT,
            "A redirect stays on its site (`site`), or may lead to another (`any`).",
            choices=("site", "any"),
        ),
        _S(
            "EGRESS_ALLOW",
            LIST,
            "Networks (`network[:port]`) that are open besides the public internet, see [safety.md](safety.md).",
        ),
        _S(
            "EGRESS_HOSTS",
            TABLE,
            'Addresses of names, asked before any name server: `{"news.test": ["127.0.0.1"]}`.',
        ),
        _S("HTTPPROXY_ENABLED", SWITCH, "Proxies are used, past the egress guard."),
        _S("DOWNLOAD_HANDLERS", TABLE, "http and https only: URLs of other schemes are refused."),
        _S("TELNETCONSOLE_ENABLED", SWITCH, "A door into the process, closed."),
        _S("REMOTE_CONTROL_ENABLED", SWITCH, "Another one."),
    ),
    "Retries": (
        _S("RETRY_ENABLED", SWITCH, "What failed by something that may pass is tried again."),
        _S("RETRY_TIMES", COUNT, "So often."),
        _S("RETRY_HTTP_CODES", CODES, "Answers that may pass."),
        _S("RETRY_BACKOFF_S", SECONDS, "Wait before the first retry; it doubles with each."),
        _S("RETRY_BACKOFF_MAX_S", SECONDS, "Longest wait."),
        _S(
            "RETRY_WAIT_MAX_S",
            SECONDS,
            "What must wait for longer (`Retry-After`) is left for the next run.",
        ),
        _S(
            "BREAKER_FAILURES",
            COUNT,
            "Failures in a row after which a host is left alone for a while …",
            low=1,
        ),
        _S("BREAKER_REST_S", SECONDS, "… this long, and twice as long each time after that, …"),
        _S("BREAKER_REST_MAX_S", SECONDS, "… up to this, …"),
        _S("BREAKER_RESTS", COUNT, "… and given up for the run after so many rests in a row."),
    ),
    "Whole sites": (
        _S("SITE_FEEDS_MAX", COUNT, "Feeds of a site in a run."),
        _S("SITE_SITEMAPS_MAX", COUNT, "Sitemaps of a site in a run."),
        _S("SITE_SITEMAP_DEPTH_MAX", COUNT, "Levels of sitemap indexes."),
        _S("SITE_LISTINGS_MAX", COUNT, "Sections, archives and further pages of them."),
        _S(
            "SITE_PAGES_MAX",
            COUNT,
            "Pages of a source that may be articles; `pages_max` of a source overrules it.",
        ),
        _S(
            "SITE_REQUESTS_MAX",
            COUNT,
            "Requests of all kinds for a source in a run; `requests_max` of a source overrules it; 0: no limit.",
        ),
        _S(
            "SITE_TIME_MAX_S",
            SECONDS,
            "Time from the first request for a source in a run on; `time_max_s` of a source overrules it; 0: no "
            "limit. What a spent budget leaves is for the next run.",
        ),
        _S(
            "TRAPS_DEPTH_MAX",
            COUNT,
            "Links from a page that the user named; 0: no limit. See [safety.md](safety.md).",
        ),
        _S(
            "TRAPS_DEAD_MAX",
            COUNT,
            "URLs of one feed or sitemap in a row that are not there, after which it is left; 0: no limit.",
        ),
        _S(
            "TRAPS_BARREN_MAX",
            COUNT,
            "Pages of one pattern in a row that give no article; 0: no limit.",
        ),
        _S("TRAPS_LINKS_MAX", COUNT, "Requests that one answer leads to; 0: no limit."),
        _S(
            "TRAPS_SITE_MAX",
            COUNT,
            "Requests to one registrable domain in a run, besides those named; 0: no limit.",
        ),
    ),
    "Coming back": (
        _S(
            "REVISIT_FIRST_S",
            SECONDS,
            "With `-a due=only`: time from the first look at a front, feed or sitemap to the second. Later ones "
            "follow the news, …",
        ),
        _S("REVISIT_MIN_S", SECONDS, "… at least this far apart …"),
        _S("REVISIT_MAX_S", SECONDS, "… and at most this, …"),
        _S("REVISIT_LIST_MAX_S", SECONDS, "… or this for a sitemap or a section."),
        _S(
            "REVISIT_MISSING_S",
            SECONDS,
            "How long it is remembered that nothing lies at a well-known place.",
        ),
        _S(
            "REVISIT_VERIFY_EVERY",
            COUNT,
            'Of the answers "not modified" of a host whose validators are trusted each N-th is checked.',
            low=1,
        ),
        _S(
            "REVISIT_BODY_MAX_BYTES",
            BYTES,
            "Most bytes, compressed, of a document that is kept; a larger one is always fetched whole.",
        ),
    ),
    "Browser": (
        _S(
            "RENDER_ALL",
            SWITCH,
            "The scripts of every page of the crawl are run; see [sites.md](sites.md).",
        ),
        _S(
            "RENDER_BROWSER",
            TEXT,
            "Name or path of Chromium; empty: `chromium-headless-shell`, `chromium`, `chromium-browser`, "
            "`google-chrome`, the first that is there.",
        ),
        _S(
            "RENDER_TIMEOUT_S",
            SECONDS,
            "Time limit of a page; beyond, it is missed as `render_timeout`.",
            low=0.001,
        ),
        _S(
            "RENDER_SETTLE_S",
            SECONDS,
            "A page that goes on asking for things is taken as it is after this time.",
        ),
        _S(
            "RENDER_MAX_BYTES",
            BYTES,
            "Of all that a page asks for (then it gets no more), and of what it becomes (`too_large`).",
        ),
        _S("RENDER_MAX_REQUESTS", COUNT, "Of one page; it gets no more."),
        _S("RENDER_CONCURRENT_PAGES", COUNT, "Pages in the browser at once.", low=1),
    ),
    "Extraction": (
        _S("EXTRACT_WORKERS", COUNT, "Worker processes; 0: one per core.", high=1024),
        _S(
            "EXTRACT_TIMEOUT_S",
            SECONDS,
            "Time limit of one page. A page that takes longer costs its worker, is tried once more, and is then "
            "recorded as `worker_timeout`.",
            low=0.001,
        ),
        _S("EXTRACT_MEMORY_MAX_BYTES", BYTES, "Address space of a worker; 0: no limit."),
        _S(
            "EXTRACT_QUEUE_MAX_BYTES",
            BYTES,
            "Bytes of fetched pages in hand. Above it no further request is sent until some are done; requests "
            "under way still end, so the most is this plus `CONCURRENT_REQUESTS` pages.",
        ),
        _S(
            "EXTRACT_FUNCTION",
            TEXT,
            "Import path of `Page \\| Lesson -> Draft \\| str`; a function `warm` of its module is called once, before "
            "the workers are forked.",
        ),
        _S(
            "EXTRACT_HOOKS",
            LIST,
            "Import paths of functions of your own that see each page's draft and tree, in the worker; see "
            "[python.md](python.md).",
        ),
        _S(
            "EXTRACT_STANDFIRST_IN_TEXT",
            SWITCH,
            "The standfirst is the first block of `text`; off: it is in `metadata.standfirst` alone.",
        ),
        _S(
            "EXTRACT_MORE",
            LIST,
            "What a record has besides its text: `all`, or some of `links`, `markdown`, `images`, `media`, `html`; see "
            "[schema.md](schema.md).",
        ),
        _S(
            "EXTRACT_UPDATES_IN_TEXT",
            SWITCH,
            "The updates of a live blog are in `text`; off: those that the page's data lists are in "
            "`metadata.updates` alone.",
        ),
        _S(
            "PROFILE_ENABLED",
            SWITCH,
            "Learn each site while crawling; see [profiles.md](profiles.md).",
        ),
        _S(
            "PROFILE_HOLD_S",
            SECONDS,
            "How long the first pages of an unknown host wait for its profile; 0: not at all.",
        ),
        _S("PROFILE_HOLD_MAX_BYTES", BYTES, "Bytes of all pages that wait so."),
        _S("VALIDATE_MIN_CHARS", COUNT, "Fewer characters are no article; CJK ones count twice."),
        _S(
            "VALIDATE_MIN_SCORE",
            NUMBER,
            "Spider `site`: least score (log odds) of a page that counts as an article; see [sites.md](sites.md).",
            # Log odds are below zero where a page is rather not an article.
            low=-math.inf,
        ),
        _S(
            "VALIDATE_MIN_SCORE_NAMED",
            NUMBER,
            "The same for pages that a feed or news sitemap names.",
            low=-math.inf,
        ),
    ),
    "Duplicates": (
        _S(
            "DEDUPE_SAME_SITE",
            TEXT,
            "Spider `site`: what becomes of an article whose text was harvested at another URL of its site: "
            "`drop`, `mark` (`metadata.duplicate_of`) or `off`.",
            choices=_ACTIONS,
        ),
        _S("DEDUPE_OTHER_SITE", TEXT, "The same for one of another site.", choices=_ACTIONS),
        _S(
            "DEDUPE_MIN_SIMILARITY",
            NUMBER,
            "Share of the runs of four words in common, from which on two texts are duplicates.",
            high=1,
        ),
        _S(
            "DEDUPE_DROP_SIMILARITY",
            NUMBER,
            "Share from which on one is dropped; below it is marked.",
            high=1,
        ),
    ),
    "Output and state": (
        _S("OUTPUT_DIR", TEXT, "Records go to `<OUTPUT_DIR>/<spider>/<run>/`."),
        _S(
            "OUTPUT_MAX_BYTES",
            BYTES,
            "A file of records is closed at this size, and the next begun.",
            low=1,
        ),
        _S("OUTPUT_MAX_RECORDS", COUNT, "The same by number of records; 0: no limit."),
        _S(
            "OUTPUT_COMPRESSION",
            TEXT,
            "Of closed files: `none`, `gzip`, `zstd`.",
            choices=("none", "gzip", "zstd"),
        ),
        _S(
            "OUTPUT_FORMAT",
            TEXT,
            "Of closed files: `jsonl`, or `parquet` (`pip install '.[parquet]'`), see [exports.md](exports.md).",
            choices=("jsonl", "parquet"),
        ),
        _S(
            "OUTPUT_REMOVED",
            TEXT,
            "Where `metadata.removed` is: in the `record`; `beside` it, in `removed-00001.*`; or `none`: not kept.",
            choices=("record", "beside", "none"),
        ),
        _S(
            "WARC_ENABLED",
            SWITCH,
            "Each answer is kept as it came, in WARC files beside the records, see [warc.md](warc.md).",
        ),
        _S(
            "WARC_COMPRESSION",
            TEXT,
            "Of each WARC record: `gzip`, `zstd`.",
            choices=("gzip", "zstd"),
        ),
        _S(
            "WARC_MAX_BYTES",
            BYTES,
            "A WARC file is closed at this size, and the next begun.",
            low=1,
        ),
        _S(
            "WARC_BUDGET_BYTES",
            BYTES,
            "Size of all WARC files of a run at which nothing more is asked for; what is left waits for the same "
            "command with a larger budget. 0: no limit.",
        ),
        _S("STATE_URL", TEXT, "The state file, see [state.md](state.md)."),
        _S(
            "STATE_WAIT_S",
            SECONDS,
            "Time that a run waits for another one that holds the state file; those that wait go one after the "
            "other. 0: it is refused.",
        ),
        _S(
            "STATE_TURN_S",
            SECONDS,
            "Time for which a run holds the state file at least; then it lets one that waits have its turn, and "
            "goes on after it. 0: it keeps the file to its end.",
        ),
        _S(
            "STATE_LEASE_S",
            SECONDS,
            "Time after which a page that a dead run held is free for the next.",
            low=1,
        ),
        _S(
            "STATE_OUTAGE_S",
            SECONDS,
            "Time for which a PostgreSQL database that is lost is waited for; then the crawl stops, and the same "
            "command goes on.",
        ),
        _S(
            "STATE_WORKER",
            TEXT,
            "Name of this worker, and of its folder of output, where several share a crawl, see "
            "[distributed.md](distributed.md). Empty: the name of the machine, with a number for each further one.",
        ),
        _S(
            "STATE_RESUME_HOURS",
            NUMBER,
            "How many hours a run that ended with pages left is taken up by the same command.",
        ),
        _S("ACKNOWLEDGE_INTERVAL_S", SECONDS, "Time between two commits of what is done."),
        _S("STOP_GRACE_S", SECONDS, "How long pages in hand may take when the crawl is stopped."),
        _S(
            "MISSED_DEAD_REASONS",
            LIST,
            "Reasons for which a page that the spider `site` found by itself may be missed without exit code 3 and "
            "without a warning: it is counted as `dead`. Empty: none.",
        ),
        _S(
            "HEALTH_EXIT",
            SWITCH,
            "A source that is broken gives the exit code 6, see [monitoring.md](monitoring.md).",
        ),
        _S(
            "METRICS_PORT",
            COUNT,
            "Port at which Prometheus reads the figures of the run; 0: none. Needs `pip install "
            "prometheus-client`; see [monitoring.md](monitoring.md).",
            # The largest number of a TCP port.
            high=65_535,
        ),
        _S("METRICS_HOST", TEXT, "Address at which it is listened there."),
        _S(
            "ALARM_ON",
            LIST,
            "What an alarm is sent for: outcomes of a run (`missed`, `not_written`, `stopped`, `defect`, `unhealthy`), "
            "verdicts on sources (`broken`, `changed`), kinds of findings; see [monitoring.md](monitoring.md).",
        ),
        _S(
            "ALARM_WEBHOOK",
            TEXT,
            "URL that gets a POST with JSON then; empty: none. The egress guard holds.",
        ),
        _S("ALARM_MAIL_TO", LIST, "Who gets a mail then; empty: nobody."),
        _S("ALARM_MAIL_FROM", TEXT, "Its sender."),
        _S(
            "ALARM_SMTP",
            TEXT,
            "Mail server, `host:port`: with 465 TLS from the start, else STARTTLS where it is offered.",
        ),
        _S("ALARM_SMTP_USER", TEXT, "User at the mail server; empty: none."),
        _S("ALARM_SMTP_PASSWORD_FILE", TEXT, "File with the password."),
        _S(
            "PROGRESS_INTERVAL_S",
            SECONDS,
            "Time between log lines that say how far the crawl is.",
            low=0.01,
        ),
        _S(
            "LOG_LEVEL",
            TEXT,
            "What is logged: from this level on.",
            choices=("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"),
        ),
    ),
}

SETTINGS: Mapping[str, Setting] = {
    one.name: one for section in SECTIONS.values() for one in section
}
