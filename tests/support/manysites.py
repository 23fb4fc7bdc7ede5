"""Many small sites on one server, told apart by their names, and one crawl of all of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tests.support.crawl import Run, run
from tests.support.newssite import NewsSite
from tests.support.server import Reply, Request, Server


@dataclass(frozen=True, slots=True)
class Crawled:
    """One crawl, and what it asked and found of each site."""

    run: Run
    sites: Mapping[str, NewsSite]
    bases: Mapping[str, str]

    def found(self, name: str) -> list[str]:
        """The paths of the records of the site *name*."""
        base = self.bases[name] + "/"
        urls = [record["url"] for record in self.run.records]
        return sorted(url.removeprefix(base[:-1]) for url in urls if url.startswith(base))

    def asked(self, name: str) -> list[str]:
        """The paths that were asked of the site *name*."""
        return [request.path for request in self.sites[name].asked]


def crawl_sites(
    sites: Mapping[str, NewsSite],
    folder: Path,
    *arguments: str,
    timeout_s: float = 500.0,
    **settings: str,
) -> Crawled:
    """Crawl all *sites* in one run; in their pages ``http://base`` becomes the address of each."""
    hosts = {f"case{number}.test": site for number, site in enumerate(sites.values())}

    async def answer(request: Request) -> Reply:
        return await hosts[request.headers["host"].partition(":")[0]].answer(request)

    with Server() as server:
        server.routes = {"/": answer}
        bases = [f"http://{host}:{server.port}" for host in hosts]
        for base, site in zip(bases, sites.values(), strict=True):
            for path, reply in site.pages.items():
                site.pages[path] = replace(
                    reply, body=reply.body.replace(b"http://base", base.encode())
                )
        options = [f"site={','.join(f'{base}/' for base in bases)}", *arguments]
        words = [word for option in options for word in ("-a", option)]
        own = {
            "EGRESS_HOSTS": json.dumps({host: ["127.0.0.1"] for host in hosts}),
            "DEDUPE_OTHER_SITE": "off",
            **settings,
        }
        done = run(
            "scrapy", "crawl", "site", *words, folder=folder, settings=own, timeout_s=timeout_s
        )
    return Crawled(done, sites, dict(zip(sites, bases, strict=True)))
