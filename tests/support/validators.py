"""A news site that answers conditional requests: truly, or with one of the lies that servers tell."""

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256

from tests.support.newssite import NewsSite
from tests.support.server import Reply, Request


@dataclass(slots=True)
class Validating(NewsSite):
    """Give each page an ETag and answer 304 where the client has it.

    Attributes:
        lie: ``constant``: the ETag never changes; ``always``: it does, but whoever shows one gets a 304;
            ``fickle``: each answer has another one; ``none``: there is no ETag; empty: no lie.
        stalls: Articles are not answered.
        sent: Path and status of each answer.
        told: Paths that were asked for with a condition.
    """

    lie: str = ""
    stalls: bool = False
    sent: list[tuple[str, int]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def take(self, site: NewsSite) -> None:
        """Show the pages of *site* from now on, and forget what was asked."""
        self.pages = site.pages
        self.asked.clear()
        self.sent.clear()
        self.told.clear()

    async def answer(self, request: Request) -> Reply:
        """Answer as the site does, with a validator."""
        reply = await NewsSite.answer(self, request)
        if self.stalls and request.path.startswith("/20"):
            await asyncio.sleep(600)
        shown = request.headers.get("if-none-match", "")
        if shown:
            self.told.append(request.path)
        if reply.status == 200 and self.lie != "none" and request.path != "/robots.txt":
            reply = self.validated(reply, shown)
        self.sent.append((request.path, reply.status))
        return reply

    def validated(self, reply: Reply, shown: str) -> Reply:
        """Give *reply* with its validator, or a 304 where the client has *shown* it."""
        tag = '"' + sha256(reply.body).hexdigest()[:16] + '"'
        if self.lie == "constant":
            tag = '"1"'
        elif self.lie == "fickle":
            tag = f'"{len(self.sent)}"'
        if shown == tag or (shown and self.lie == "always"):
            return Reply(status=304, headers={"ETag": tag})
        return Reply(reply.body, headers={**reply.headers, "ETag": tag})
