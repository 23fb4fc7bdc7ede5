"""Pages that show nothing until their scripts run, and what these try."""

import json
import os
import shutil

import pytest

from newscrawl.download.browser import NAMES
from tests.support.server import article_page

needs_browser = pytest.mark.skipif(
    not (os.environ.get("CI") or any(map(shutil.which, NAMES))), reason="no Chromium on the PATH"
)
"""Skip a test where there is no Chromium; in CI, which installs one, it then fails."""


def shell(script: str, name: str) -> bytes:
    """A page that shows nothing until its script runs; ``write()`` shows the article of *name*."""
    body = article_page(name).decode().partition("<body>")[2].partition("</body>")[0]
    text = json.dumps(body).replace("/", "\\/")
    return (
        f"<!doctype html><html lang=en><head><title>The ferry of {name}</title></head><body><div id=app></div>"
        f"<script>const write = () => {{ document.getElementById('app').innerHTML = {text} }};{script}</script>"
    ).encode()


def haven(name: str) -> str:
    return name.replace(" ", "").capitalize() + "haven"


def pages(inside: str, datagrams: int) -> dict[str, str]:
    """The script of each page; *inside* is the address of a server that no page may reach."""
    return {
        "busy": "while (true) {}",
        "grows": "document.head.append('word '.repeat(500000))",
        "fetched": "fetch('/data.json').then(r => r.json()).then(d => { if (d.ok) write() })",
        "inside": f"""
            fetch('{inside}/xhr').catch(() => 0); fetch('/to-inside').catch(() => 0);
            fetch('{inside}/post', {{method: 'POST', body: 'x', mode: 'no-cors'}}).catch(() => 0);
            navigator.sendBeacon('{inside}/beacon'); new WebSocket('{inside.replace("http", "ws")}/socket');
            new EventSource('{inside}/events'); new Image().src = '{inside}/image';
            for (const [tag, name] of [['iframe', 'src'], ['script', 'src'], ['link', 'href'], ['video', 'src']]) {{
                const e = document.createElement(tag); e.rel = 'stylesheet'; e[name] = '{inside}/' + tag;
                document.body.append(e);
            }}
            const w = new Worker(URL.createObjectURL(new Blob(["fetch('{inside}/worker')"])));
            window.open('{inside}/popup'); navigator.serviceWorker?.register('/worker.js').catch(() => 0);
            try {{ const p = new RTCPeerConnection({{iceServers: [{{urls: 'stun:127.0.0.1:{datagrams}'}}]}});
                p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o)) }} catch (e) {{}}
            try {{ new WebTransport('https://127.0.0.1:{datagrams}/').ready.catch(() => 0) }} catch (e) {{}}
            setTimeout(write, 300)""",
        "leaves": f"write(); setTimeout(() => {{ location.href = '{inside}/left' }}, 50)",
        "moves": "write(); setTimeout(() => { location.href = '/article/elsewhere' }, 50)",
        "reloads": "write(); setTimeout(() => { location.reload() }, 20)",
        "pops up": "alert(1); write(); window.open('/article/popup'); print()",
        "asks for ever": "write(); setInterval(() => fetch('/data.json'), 50)",
        "endless body": "write(); fetch('/endless').then(r => r.text())",
    }
