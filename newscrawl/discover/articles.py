"""Is it an article? URL, page structure, declared types, date and text, weighed together.

No sign decides alone: section pages declare ``og:type`` article, articles declare nothing, and a
long page of teasers has more text than a short report. The weights were fitted by
``benchmarks/train_articles.py``; the names of the evidence that spoke most against a page make the
reason that is recorded.
"""

import math
import re
from collections.abc import Mapping
from operator import attrgetter

from newscrawl.discover.urlkind import UrlKind, url_kind
from newscrawl.model.items import Draft, PageFeatures
from newscrawl.model.pagetypes import NEWS_TYPES
from newscrawl.web.walls import MAX_BANNER, wall_of_text

LIST_TYPES = frozenset(
    "collectionpage itemlist searchresultspage profilepage blog imagegallery".split()
)
SHOP_TYPES = frozenset(
    "product offer aggregateoffer service localbusiness store softwareapplication".split()
)
FORUM_TYPES = frozenset("discussionforumposting qapage question answer comment faqpage".split())
WEIGHTS: Mapping[str, float] = {
    "bias": -1.88,
    "type_article": 1.87,
    "type_list": -0.23,
    "type_shop": -1.01,
    "type_forum": -1.86,
    "og_article": 1.07,
    "og_website": -0.68,
    "og_other": -0.35,
    "url_article": 1.95,
    "url_listing": -0.60,
    "author": 1.34,
    "byline": 0.62,
    "paragraph_share": 1.34,
    "plain_headings": 0.65,
    "links": -0.59,
    "prices": -0.80,
    "inputs": -1.01,
    "password": -0.57,
    "headline": 0.06,
    "times": -0.71,
    "length": -1.10,
    "long_share": 0.39,
    "long_count": 0.21,
    "code_share": -0.93,
    "text_link_share": -0.94,
    "kept_share": 0.25,
    "sentences": 0.20,
    "quotes": 0.52,
    "questions": -0.31,
}
_MEDIA_TYPES = frozenset({"videoobject", "imagegallery"})
MANY_PRICES = 0.6
"""Evidence of prices (0–1) from which on a page that is no article is a shop's."""
MANY_LINKS = 0.4
"""Share (0–1) of link text from which on such a page is a listing."""
MAX_ERROR_CHARS = 800
"""An error page has no more text than this."""
MAX_LOGIN_CHARS = 600
MAX_WALL_CHARS = 1_500
_ERROR = re.compile(
    r"""(?xi) \W* (?: (?: sorry | oops | error | fehler | erreur ) \W+ )? (?: (?: http\ )? (?: error\W+ )?
        (?: 40[0134] | 410 | 50[0234] ) (?: \W+ error )? \W* )?
    (?: (?: (?: the\ |this\ |that\ )? (?: requested\ )? (?: page | url | site | article | story ) \ )?
        (?: (?: was | is | could | can ) \ )? (?: not\ | cannot\ | can't\ ) (?: be\ )? (?: found | available )
    | (?: this\ |the\ |that\ )? page \ (?: does\ not | doesn['’]t | no\ longer ) \ exists?
    | (?: this\ |the\ )? page \ (?: is\ )? (?: no\ longer\ available | unavailable | missing )
    | nothing\ (?:was\ )? found | access\ denied | forbidden | service\ (?: temporarily\ )? unavailable
    | bad\ gateway | (?: internal\ )? server\ error | something\ went\ wrong
    | (?: die\ |diese\ )? seite\ (?: (?: wurde\ )? nicht\ gefunden | existiert\ nicht ) | zugriff\ verweigert
    | page\ (?: introuvable | non\ trouvée ) | página\ n(?:o|ão)\ (?: encontrada | existe )
    | pagina\ (?: non\ trovata | niet\ gevonden ) | (?: nie\ znaleziono\ strony | strona\ nie\ istnieje )
    | stránka\ (?: nenalezena | nebyla\ nalezena ) | az\ oldal\ nem\ található | sayfa\ bulunamadı
    | страница\ не\ найдена | сторінку\ не\ знайдено | ページが見つかりません(?:でした)? | 页面不存在
    | 페이지를\ 찾을\ 수\ 없습니다 | الصفحة\ غير\ موجودة | (?: पृष्ठ | पेज )\ नहीं\ मिला )? \W*
    """
)
"""A whole headline, or part of a title, that names an error; a sentence that speaks of one is no such."""
# Titles name page and site with a sign between: "Not found | The Gazette".
_TITLE_PARTS = re.compile(r"\s+[-–—|·:»]\s+|\s*[|·»]\s*|[.:!]\s+")


def evidence(draft: Draft) -> dict[str, float]:
    """Return the evidence for or against *draft* being an article, each from 0 to 1."""
    signs = _features(draft)
    return _declared(draft, signs) | _structure(signs) | _text(draft, signs)


def _declared(draft: Draft, signs: PageFeatures) -> dict[str, float]:
    types = set(signs.types)
    kind = url_kind(draft.url)
    facts = draft.metadata
    return {
        "bias": 1.0,
        "type_article": float(_declares_news(signs)),
        "type_list": float(bool(types & LIST_TYPES)),
        "type_shop": float(bool(types & SHOP_TYPES)),
        "type_forum": float(bool(types & FORUM_TYPES)),
        # Sites also write "og:article" and "news.article".
        "og_article": float(signs.og_type.endswith("article")),
        "og_website": float(signs.og_type == "website"),
        "og_other": float(
            bool(signs.og_type) and not signs.og_type.endswith(("article", "website"))
        ),
        "url_article": float(kind is UrlKind.ARTICLE),
        "url_listing": float(kind is UrlKind.LISTING),
        "author": float(bool(facts.authors)),
        "byline": float(bool(draft.byline)),
    }


def _structure(signs: PageFeatures) -> dict[str, float]:
    chars = max(signs.chars, 1)
    return {
        "paragraph_share": min(signs.paragraph_chars / chars, 1.0),
        "plain_headings": _scaled(signs.headings - signs.linked_headings, 40),
        "links": _scaled(signs.links, 500),
        "prices": _scaled(signs.prices, 30),
        "inputs": _scaled(signs.inputs, 20),
        "password": float(signs.passwords > 0),
        "headline": float(bool(signs.headline)),
        "times": _scaled(signs.times, 30),
    }


def _text(draft: Draft, signs: PageFeatures) -> dict[str, float]:
    text, blocks = draft.text, draft.blocks
    count = max(len(blocks), 1)
    # Teasers and captions are shorter; an article has paragraphs.
    long = [block for block in blocks if block.kind == "paragraph" and len(block.text) >= 100]
    linked = sum(block.context.link_share * len(block.text) for block in blocks)
    return {
        "length": _scaled(len(text), 10_000),
        "long_share": sum(len(block.text) for block in long) / max(len(text), 1),
        "long_count": _scaled(len(long), 30),
        "code_share": sum(block.kind == "code" for block in blocks) / count,
        "text_link_share": linked / max(len(text), 1),
        "kept_share": min(len(text) / max(signs.chars, 1), 1.0),
        # A stop alone is in numbers and abbreviations too: white space must follow.
        "sentences": _scaled(len(re.findall(r"[.!?。！？।]\s", text)), 60),
        "quotes": _scaled(len(re.findall(r"[“”„«»「」]|\"", text)), 40),
        "questions": _scaled(text.count("?"), 20),
    }


def _scaled(count: int, most: int) -> float:
    """Return *count* on a logarithmic scale: 0 for none, 1 for *most* or more."""
    return min(math.log1p(max(count, 0)) / math.log1p(most), 1.0)


def _score(values: Mapping[str, float], weights: Mapping[str, float] = WEIGHTS) -> float:
    """Return the odds, as a natural logarithm, that a page with this evidence is an article."""
    # Evidence without a weight says nothing, so that weights of an older training can be used.
    return sum(weights.get(name, 0.0) * value for name, value in values.items())


def is_error_page(draft: Draft) -> bool:
    """Return whether *draft* is the page of an error that was served as if it were a page.

    Its headline or title says so, and it has little text; an article on errors has more of it.
    """
    signs = _features(draft)
    # A page that declares an article may be about errors: it is judged by its text.
    if len(draft.text) > MAX_ERROR_CHARS or _declares_news(signs):
        return False
    # Servers answer with status 200 and say it in one of these only.
    said = filter(None, (signs.headline, signs.title, draft.metadata.title))
    return any(map(_names_error, said))


def _names_error(line: str) -> bool:
    """Return whether a headline or title, or a part of it, is the message of an error."""
    # The expression takes the empty text: a part of signs only is no message.
    parts = [part for part in _TITLE_PARTS.split(line[:200]) if re.search(r"\w", part)]
    return any(map(_ERROR.fullmatch, parts))


def _declares_news(signs: PageFeatures) -> bool:
    """Return whether the data of a page says that it is news."""
    return not NEWS_TYPES.isdisjoint(signs.types)


def is_wall(draft: Draft) -> bool:
    """Return whether *draft* is a check for robots or a question of consent in the place of the article.

    Only a short page that says nothing of an article (type, date, author) is: news of such things
    does.
    """
    signs = _features(draft)
    if _tells_of_article(draft, signs):
        return False
    # A banner beside no text proves nothing.
    max_chars = MAX_WALL_CHARS if draft.text else MAX_BANNER
    if max(len(draft.text), signs.chars) > max_chars:
        return False
    # With no text left, the wall itself was removed as a banner of consent.
    texts = [draft.text] if draft.text else map(attrgetter("text"), draft.removed)
    return wall_of_text(" ".join((signs.headline, signs.title, *texts))) is not None


def _tells_of_article(draft: Draft, signs: PageFeatures) -> bool:
    """Return whether the page names a type, a date or an author of an article."""
    claims = (
        _declares_news(signs),
        signs.og_type.endswith("article"),
        bool(draft.metadata.published),
        bool(draft.metadata.authors),
    )
    return any(claims)


def _features(draft: Draft) -> PageFeatures:
    """Return the features of the page; those of an empty page where *draft* has none."""
    return draft.signs or PageFeatures()


def _is_login_page(draft: Draft) -> bool:
    """Return whether *draft* asks for a password, and shows little else."""
    signs = _features(draft)
    if not signs.passwords or len(draft.text) >= MAX_LOGIN_CHARS:
        return False
    return not _declares_news(signs)


def page_kind(draft: Draft, min_score: float) -> str:
    """Return ``article``, or the name of the strongest evidence that *draft* is not one.

    One of ``error_page``, ``login_page``, ``forum``, ``shop``, ``media``, ``listing``,
    ``not_an_article``. *min_score* is the least ``_score`` of an article.
    """
    # Before the weights: error pages keep the menu, the byline and the types of their template.
    if is_error_page(draft):
        return "error_page"
    if _is_login_page(draft):
        return "login_page"
    values = evidence(draft)
    if _score(values) >= min_score:
        return "article"
    return _other_kind(values, _features(draft))


def _other_kind(values: Mapping[str, float], signs: PageFeatures) -> str:
    # From the most to the least certain: declared types, then prices, then the shape of the page.
    kinds = (
        ("forum", values["type_forum"] > 0),
        ("shop", values["type_shop"] > 0),
        ("shop", values["prices"] > MANY_PRICES),
        ("media", signs.og_type.startswith(("video", "music"))),
        ("media", not _MEDIA_TYPES.isdisjoint(signs.types)),
        ("listing", values["url_listing"] > 0),
        ("listing", values["type_list"] > 0),
        ("listing", signs.link_chars > MANY_LINKS * max(signs.chars, 1)),
    )
    return next((kind for kind, holds in kinds if holds), "not_an_article")
