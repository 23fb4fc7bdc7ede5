"""The site of the documentation: ``make site``.

Sphinx with MyST, for the pages are Markdown that is read in the repository too; the theme is furo, for it
needs nothing from outside.
"""

import re

from newscrawl import __version__

project = "newscrawl"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types of other packages, whose sites are not asked
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_class_signature = "separated"

html_theme = "furo"
html_title = f"newscrawl {__version__}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False

_ELSEWHERE = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security.md",
    "benchmarks/README.md": "benchmarks.md",
    "README.md": "index.md",
}
"""Files outside of docs/, and the page of the site that includes each."""
_LINK = re.compile(r"(?<=\]\()(?:\.\./)?((?:docs/)?[\w./-]+\.md)")
_FILE = re.compile(r"\[([^\]]+)\]\(\.\./([\w./-]+)\)")
"""A link to a file or folder of the repository that is no page of the site."""


def setup(app):
    """Let links between files of the repository lead to the pages of the site."""
    app.connect("source-read", lambda _app, _name, text: _relink(text))
    app.connect("include-read", lambda _app, _path, _name, text: _relink(text))
    return {"parallel_read_safe": True}


def _relink(text):
    text[0] = _LINK.sub(
        lambda link: _ELSEWHERE.get(link[1], link[1].removeprefix("docs/")), text[0]
    )
    text[0] = _FILE.sub(lambda link: f"{link[1].strip('`')} (`{link[2]}`)", text[0])
