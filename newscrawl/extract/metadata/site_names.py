"""The names of the site of a page, and of those who own it."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from newscrawl.extract.metadata.jsonld import Node, as_list, first_told, of_types
from newscrawl.extract.metadata.meta_keys import SITE_KEYS
from newscrawl.extract.metadata.meta_tags import Head
from newscrawl.extract.strings import clean_text

_OWNER_KEYS: Final = ("copyrightHolder", "sourceOrganization", "parentOrganization")
_OWNED = re.compile(
    r"copyright|\(c\)|©|\b(?:19|20)\d\d\b(?:\s*[-–]\s*(?:(?:19|20)\d\d|\w+)?)?|\bby\b"
    r"|all rights reserved\.?|alle rechte vorbehalten\.?|tous droits réservés\.?",
    re.IGNORECASE,
)
_SITE_TYPES: Final = frozenset({"website", "newsmediaorganization", "organization"})
_SITE_CHARS, _SITE_WORDS = 60, 7
"""The longest name of a site."""
_RIGHTS_KEYS: Final = ("copyright", "rights", "dc.rights", "dcterms.rightsholder")


def site_names(nodes: Iterable[Node], articles: Iterable[Node], head: Head) -> tuple[str, ...]:
    """Return the names of the site, best first, each once."""
    claims = filter(None, _claims(nodes, articles, head))
    return tuple(filter(_may_name_site, dict.fromkeys(claims)))


def _claims(nodes: Iterable[Node], articles: Iterable[Node], head: Head) -> Iterator[str | None]:
    yield head.first("og:site_name")
    for node in articles:
        for publisher in as_list(node.get("publisher"))[:5]:
            yield from map(clean_text, _all_names(publisher))
    for node in of_types(nodes, _SITE_TYPES):
        yield clean_text(node.get("name"))
        yield clean_text(node.get("alternateName"))
    yield from head.values(*SITE_KEYS)
    # Last: an account is a short form of the name at best.
    for account in head.values("twitter:site"):
        yield account.lstrip("@")


def owners_of(nodes: Iterable[Node], head: Head) -> Iterator[str]:
    """Yield the names of those who hold the rights in the page: "© 2026 Example Media Group"."""
    named = filter(None, _holders(nodes))
    stated = head.values(*_RIGHTS_KEYS)
    owners = map(_bare_owner, chain(named, stated))
    return filter(_may_name_site, filter(None, owners))


def _bare_owner(text: str) -> str:
    """Return the owner in a notice of rights, without its words and years."""
    return _OWNED.sub(" ", text).strip(" ,.;-–|")


def _holders(nodes: Iterable[Node]) -> Iterator[str | None]:
    """Yield the names that the data gives for the owners of rights or of the site."""
    for node in nodes:
        for key in _OWNER_KEYS:
            for value in as_list(node.get(key))[:3]:
                yield clean_text(first_told(value, "name"))


def _all_names(value: object) -> list[object]:
    """Return the names of a publisher, which is a node or a text."""
    if isinstance(value, dict):
        return as_list(value.get("name"))[:5]
    return [value]


def _may_name_site(name: str) -> bool:
    is_short = len(name) <= _SITE_CHARS and len(name.split()) <= _SITE_WORDS
    return is_short and not name.startswith("http")
