"""Walls in the way of an article: a check for robots, a log-in, a question of consent.

Names only; whether a page is an article is judged elsewhere. A page with much text is no wall.
"""

import re
from typing import Literal

WallKind = Literal["block_page", "login_wall", "consent_wall"]

MAX_TEXT = 2_500
"""Characters of visible text at which a page is no wall."""
MAX_BANNER = 700
"""Characters of visible text to which a question of consent is all that a page has."""
MAX_BYTES = 150_000
"""Size of a page at which it is no wall."""
_UNSEEN = re.compile(r"<(/?)(script|style|noscript|template|svg)\b[^<>]*>")
_TAG = re.compile(r"<[^<>]*>")

_BLOCK = re.compile(
    r"""captcha|cf[-_]chl|challenge-platform|cf-turnstile|datadome|px-captcha|_incapsula_|awswafcookie|ddos-guard
    |are\ you\ a\ robot|you\ are\ (?:a\ )?(?:human|not\ a\ robot)|unusual\ (?:traffic|activity)
    |checking\ your\ browser|just\ a\ moment|access\ (?:to\ this\ page\ )?(?:has\ been\ |is\ )?denied
    |(?:you\ have\ been|request\ (?:was|has\ been)?\ ?)\ ?blocked|enable\ (?:javascript|cookies)\ (?:and|to)
    |kein\ roboter|zugriff\ verweigert|accès\ refusé|pas\ un\ robot|no\ eres\ un\ robot|acceso\ denegado
    |accesso\ negato
    """,
    re.VERBOSE,
)
_LOGIN = re.compile(
    r"""type\s*=\s*["']?password
    |(?:log|sign)\ ?in\ to\ (?:continue|read)|subscribe\ to\ (?:continue|read)|to\ continue\ reading
    |(?:an|ein)melden,?\ um|jetzt\ (?:anmelden|einloggen)|connectez-vous|inicia(?:r)?\ sesión|accedi\ per
    """,
    re.VERBOSE,
)
_CONSENT = re.compile(
    r"cookie|consent|gdpr|dsgvo|rgpd|datenschutz|privacy|zustimm|einwillig|consentement|consentimiento|consenso"
)
_AGREE = re.compile(
    r"accept|agree|akzeptier|zustimm|einverstanden|accepter|aceptar|accetta|reject|ablehnen|refuser"
)
_ADDRESSES: tuple[tuple[WallKind, re.Pattern[str]], ...] = (
    (
        "login_wall",
        re.compile(r"/(?:log-?in|sign-?in|sso|auth|anmelde\w*|connexion|subscribe|paywall)\b"),
    ),
    (
        "consent_wall",
        re.compile(r"//(?:consent|cmp|privacy)\.|/(?:consent|cookie-?wall|privacy-?gate|gdpr)\b"),
    ),
    ("block_page", re.compile(r"captcha|challenge|/(?:blocked|denied|forbidden)\b")),
)


def wall_of_page(body: bytes) -> WallKind | None:
    """Name the wall that the page *body* is, if it is one.

    >>> wall_of_page(b"<p>Checking your browser before you go on</p>")
    'block_page'
    """
    if len(body) > MAX_BYTES:
        return None
    # The words that are looked for are nearly all ASCII: the charset of the page does not matter.
    markup = body.decode("utf-8", "replace").lower()
    text = _visible(markup)
    if len(text) > MAX_TEXT:
        return None
    # In the markup, since such pages show their message by a script.
    if _BLOCK.search(markup):
        return "block_page"
    if _LOGIN.search(markup):
        return "login_wall"
    return _wall_of_consent(text)


def wall_of_text(text: str) -> WallKind | None:
    """Name the wall whose *text* was taken for an article's; a log-in is not one: it may show the beginning.

    >>> wall_of_text("One moment please. Verify that you are human.")
    'block_page'
    """
    said = text.lower()
    if len(said) > MAX_TEXT:
        return None
    return "block_page" if _BLOCK.search(said) else _wall_of_consent(said)


def is_wall_in_words(body: bytes) -> bool:
    """Return whether the page *body* tells a reader that it is a wall; the names of its scripts do not count.

    A banner that asks for consent is on many pages: only one that shows little else is a wall.

    >>> is_wall_in_words(b"<script src=captcha.js></script>"), is_wall_in_words(b"<h1>Just a moment</h1>")
    (False, True)
    """
    if len(body) > MAX_BYTES:
        return False
    text = _visible(body.decode("utf-8", "replace").lower())
    # The text of an article can lie below the banner.
    walls = {"block_page", "consent_wall"} if len(text) <= MAX_BANNER else {"block_page"}
    return wall_of_text(text) in walls


def _wall_of_consent(text: str) -> WallKind | None:
    # One word is in the footer of every page; a question has several, and an answer to choose.
    asks = len(_CONSENT.findall(text)) >= 2 and _AGREE.search(text) is not None
    return "consent_wall" if asks else None


def _visible(markup: str) -> str:
    """Return roughly the visible text of *markup*, white space folded; in linear time, whatever comes."""
    first, *rest = _UNSEEN.split(markup)
    seen, inside = [first], ""
    parts = iter(rest)
    # Not by a regex from tag to tag: for tags that are never closed that takes squared time.
    for slash, name, text in zip(parts, parts, parts, strict=True):
        if not inside:
            inside = "" if slash else name
        elif f"{slash}{name}" == f"/{inside}":
            inside = ""
        if not inside:
            seen.append(text)
    return " ".join(_TAG.sub(" ", " ".join(seen)).split())


def wall_of_address(url: str) -> WallKind | None:
    """Name the wall that the URL *url*, to which others redirect, belongs to, if it says so.

    >>> wall_of_address("https://gazette.example/login?back=/news")
    'login_wall'
    """
    # The query holds the URL of the article that was asked for, in any words.
    address = url.partition("?")[0].lower()
    kinds = (kind for kind, pattern in _ADDRESSES if pattern.search(address))
    return next(kinds, None)
