"""Extract saved pages with whatever newscrawl is imported; run as a program by ``newscrawl.reports.compare``.

It is given to other versions of newscrawl too, and so imports nothing but what all of them have.
Lines of ``[name, URL]`` (JSON) come in, a line with name, record and error goes out for each.
"""

import json
import sys
from pathlib import Path


def main() -> None:
    """Answer each line of standard input."""
    from newscrawl.extract.page import extract_page  # noqa: PLC0415 - of the version that is asked
    from newscrawl.model.items import Page  # noqa: PLC0415
    from newscrawl.records import json_line, make_article  # noqa: PLC0415

    for line in sys.stdin:
        name, url = json.loads(line)
        answer = {"name": name, "url": url, "record": None, "error": ""}
        try:
            # No charset, so that the page's own word for it counts, as for a file in a browser.
            page = Page(url, Path(name).read_bytes(), "text/html")
            answer["record"] = json.loads(json_line(make_article(extract_page(page))))
        # An error is an answer as well: it may be what the two versions differ in.
        except Exception as error:
            answer["error"] = f"{type(error).__name__}: {error}"
        # At once: what is in a buffer is lost when a later page ends the process.
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
