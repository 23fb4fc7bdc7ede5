"""HTML files that stand alone: styles and scripts inside, and a policy that forbids everything else.

All elements are built by lxml's builder, which escapes every text and attribute; nothing is put
together as a string but ``srcdoc``, whose content is escaped by lxml as any attribute is.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker

from newscrawl import __version__
from newscrawl.system.terminal import printable

Node = etree._Element
_MAKER = ElementMaker()
_NO_XML = re.compile("[\ufffe\uffff]")
_NOT_IN_SCRIPT = re.compile("[<>&\u2028\u2029]")
POLICY = (
    "default-src 'none'; img-src data:; script-src {scripts}; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
"""No request leaves: nothing may be loaded, only the scripts with these hashes run, no form is sent."""
ICON = "data:,"
"""An empty icon, so that no browser asks for one."""


def safe(text: object) -> str:
    r"""Return *text* as a document may hold it: control characters, which could also steer, as their codes.

    >>> safe("a\x00b"), safe(5)
    ('a\\x00b', '5')
    """
    # lxml refuses these two, which XML 1.0 has no place for, with a ValueError.
    return _NO_XML.sub("\ufffd", printable(str(text)))


def el(name: str, /, *content: "Node | str | None", **attributes: "str | int | None") -> Node:
    """Return an element; an attribute is left out where it is ``None``, ``_`` in its name is ``-``.

    ``class_`` and ``for_`` lose their last ``_``.
    """
    told = {
        # class and for are words of Python, and a hyphen is in no name there.
        key.rstrip("_").replace("_", "-"): safe(value)
        for key, value in attributes.items()
        if value is not None
    }
    parts = [
        part if isinstance(part, etree._Element) else safe(part)
        for part in content
        if part is not None
    ]
    made: Node = _MAKER(name, *parts, **told)
    return made


@cache
def asset(name: str) -> str:
    """Return the text of a file in ``data/``."""
    return files("newscrawl.reports").joinpath("data", name).read_text(encoding="utf-8")


def document(title: str, content: Iterable[Node], *, name: str, data: Any = None) -> str:
    """Return a whole page, with the style and the script that *name* has in ``data/``.

    *data* is given to the script as JSON.
    """
    script = asset("base.js") + asset(f"{name}.js")
    style = asset("colours.css") + asset("base.css") + asset(f"{name}.css")
    # The hash of a policy is that of the script's text to the byte (CSP, script-src).
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el(
            "meta",
            http_equiv="Content-Security-Policy",
            content=POLICY.format(scripts=f"'sha256-{digest}'"),
        ),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("meta", name="referrer", content="no-referrer"),
        el("meta", name="generator", content=f"newscrawl {__version__}"),
        el("link", rel="icon", href=ICON),
        el("title", title),
        _raw("style", style),
    )
    body = el("body", *content)
    if data is not None:
        # A data block: browsers do not run it, so it needs no hash. It is read by the script below.
        body.append(_raw("script", _script_json(data), type="application/json", id="data"))
    body.append(_raw("script", script))
    html = el("html", head, body, lang="en")
    return etree.tostring(html, method="html", doctype="<!doctype html>", encoding="unicode") + "\n"


def _raw(name: str, text: str, /, **attributes: str) -> Node:
    """Return an element whose text HTML does not escape; *text* is our own, or JSON without ``<``."""
    made = el(name, **attributes)
    made.text = text
    return made


def _script_json(value: Any) -> str:
    r"""Return *value* as JSON that ends no script element, whatever its strings hold.

    >>> _script_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    # </script> and <!-- have a meaning inside of a script, even in its strings (WHATWG).
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return _NOT_IN_SCRIPT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
