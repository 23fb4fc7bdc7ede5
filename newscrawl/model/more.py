"""More of a page than its text, where that is asked for: links, Markdown, pictures, media, markup."""

from dataclasses import dataclass, replace

KINDS = ("links", "markdown", "images", "media", "html")
"""Values of ``EXTRACT_MORE``."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the text.

    Attributes:
        block: Index of its block in the text.
        start: Where its words begin in the block.
        text: Its words.
        url: Where it leads, absolute.
    """

    block: int
    start: int
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article; unknown parts are empty.

    Attributes:
        url: URL, absolute.
        caption: The line under it.
        credit: Whose it is.
        alt: Its alternative text.
    """

    url: str
    caption: str
    credit: str
    alt: str


@dataclass(frozen=True, slots=True)
class Media:
    """A video or a recording of the article.

    Attributes:
        kind: ``video`` or ``audio``.
        url: URL of the file, or of the player.
    """

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class More:
    """The parts of a page that were asked for besides the text; all others are empty.

    Attributes:
        links: Links in the text, in order.
        markdown: Each block of the text in Markdown, in order.
        images, media: Those of the article, in the order of the page.
        html: The page's markup, decoded.
    """

    links: tuple[Link, ...] = ()
    markdown: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    media: tuple[Media, ...] = ()
    html: str = ""

    def without(self, index: int) -> "More":
        """Return it without the block of the text at *index*."""
        links = []
        for link in self.links:
            if link.block == index:
                continue
            # Links name blocks by index: those after the removed block move up by one.
            block = link.block - 1 if link.block > index else link.block
            links.append(replace(link, block=block))
        markdown = self.markdown[:index] + self.markdown[index + 1 :]
        return replace(self, links=tuple(links), markdown=markdown)


NOTHING = More()
