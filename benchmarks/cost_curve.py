"""How the cost of the state grows: with the number of URLs, and with the number of hosts.

    python -m benchmarks.cost_curve [--urls 1000 10000 100000] [--hosts 1 100 10000] [--svg FILE]

Each point is a process of its own: URLs are taken in, a thousand of them leased, answered and
finished, and a thousand looked up again that are known. Microseconds of processor time for each,
the size of the state file and the peak memory are drawn on two logarithmic axes: what is linear in
total is flat here.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from math import log10
from pathlib import Path

from benchmarks.frontier import carry_out, open_desk, work
from newscrawl.state.frontier import Frontier
from newscrawl.state.values import Candidate
from newscrawl.web.urls import url_key

SAMPLE = 1_000
SERIES = {
    "take in": "µs for each URL",
    "work off": "µs for each URL",
    "look up": "µs for each URL",
    "state": "bytes for each URL",
    "memory": "MB at most",
}
COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e5ea2", "#b8860b")
WIDTH, HEIGHT, EDGE = 420, 300, 50


def measure(urls: int, hosts: int) -> dict[str, float]:
    """Return the figures of one point, by series."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.sqlite"
        desk, sample = open_desk(path), min(SAMPLE, urls)
        costs = {
            name: _cost_us(lambda steps=steps: carry_out(desk.store, steps), count)  # type: ignore[misc]
            for name, count, steps in (
                ("take in", urls, enqueue(desk.frontier, urls, hosts)),
                ("work off", sample, work(desk.frontier, sample)),
                ("look up", sample, enqueue(desk.frontier, sample, hosts)),
            )
        }
        desk.store.close()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {**costs, "state": path.stat().st_size / urls, "memory": peak}


def _cost_us(act: object, count: int) -> float:
    started = time.process_time()
    act()  # type: ignore[operator]
    return (time.process_time() - started) / count * 1e6


def enqueue(frontier: Frontier, urls: int, hosts: int) -> Iterator[None]:
    """Take in *urls* URLs of *hosts* hosts, one after the other."""
    for number in range(urls):
        host = f"www.news-{number % hosts}.example"
        url = f"https://{host}/2026/11/24/an-article-of-the-usual-length-{number}.html"
        frontier.add(
            Candidate(url_key(url), url, host, '{"callback":"parse_article"}'), time.time()
        )
        yield


def measure_apart(urls: int, hosts: int) -> dict[str, float]:
    """Return the same, measured in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.cost_curve", "--point", str(urls), str(hosts)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


Points = Mapping[int, Mapping[str, float]]


def draw(by_urls: Points, by_hosts: Points) -> str:
    """Return both curves as one SVG."""
    charts = [
        _chart("URLs (of 100 hosts)", by_urls, 0),
        _chart("hosts (of 10,000 URLs)", by_hosts, WIDTH),
    ]
    legend = "".join(
        f'<text x="{EDGE + 160 * index}" y="{HEIGHT + 24}" fill="{colour}">{name} ({unit})</text>'
        for index, (colour, (name, unit)) in enumerate(zip(COLOURS, SERIES.items(), strict=True))
    )
    size = f'width="{2 * WIDTH}" height="{HEIGHT + 40}" viewBox="0 0 {2 * WIDTH} {HEIGHT + 40}"'
    style = 'font-family="sans-serif" font-size="11"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>{"".join(charts)}{legend}</svg>\n'
    )


def _chart(title: str, points: Points, left: int) -> str:
    first, last = log10(min(points)), log10(max(points))
    most = max(log10(value) for point in points.values() for value in point.values())
    top = int(most) + 1

    def place(count: int, value: float) -> tuple[float, float]:
        along = (log10(count) - first) / max(last - first, 1e-9)
        up = log10(max(value, 1.0)) / top
        return left + EDGE + along * (WIDTH - 2 * EDGE), HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE)

    grid = "".join(
        f'<line x1="{left + EDGE}" x2="{left + WIDTH - EDGE}" y1="{place(min(points), 10**power)[1]:.1f}" '
        f'y2="{place(min(points), 10**power)[1]:.1f}" stroke="#ddd"/>'
        f'<text x="{left + 6}" y="{place(min(points), 10**power)[1] + 4:.1f}">{10**power:,}</text>'
        for power in range(top + 1)
    )
    marks = "".join(
        f'<text x="{place(count, 1)[0]:.1f}" y="{HEIGHT - EDGE + 16}" text-anchor="middle">{count:,}</text>'
        for count in points
    )
    lines = "".join(
        _line([place(count, point[name]) for count, point in points.items()], colour)
        for name, colour in zip(SERIES, COLOURS, strict=True)
    )
    return f'{grid}{marks}{lines}<text x="{left + EDGE}" y="24">{title}</text>'


def _line(places: Sequence[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'


def show(name: str, points: Points) -> None:
    """Print a row for each point."""
    print(f"{name:>9}  " + "  ".join(f"{series} ({unit})" for series, unit in SERIES.items()))
    for count, point in points.items():
        cells = (
            f"{point[series]:{len(series) + len(unit) + 3},.0f}" for series, unit in SERIES.items()
        )
        print(f"{count:9,}  " + "  ".join(cells), flush=True)


def main() -> None:
    """Measure each point; print and draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--urls", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--hosts", type=int, nargs="+", default=[1, 10, 100, 1_000, 10_000])
    parser.add_argument("--svg", type=Path, default=Path(__file__).with_name("cost_curve.svg"))
    parser.add_argument("--point", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.point:
        print(json.dumps(measure(*options.point)))
        return
    by_urls = {count: measure_apart(count, 100) for count in options.urls}
    show("URLs", by_urls)
    by_hosts = {count: measure_apart(10_000, count) for count in options.hosts}
    show("hosts", by_hosts)
    options.svg.write_text(draw(by_urls, by_hosts))


if __name__ == "__main__":
    main()
