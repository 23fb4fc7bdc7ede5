"""Whole sites made in code: articles in several languages, shown in several designs, with boxes around them."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newscrawl.boilerplate.learn import learn
from newscrawl.boilerplate.profile import to_json
from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Draft, Page

WORDS = {
    "en": (
        "the ferry|an old bridge|the town library|a small orchard|the last tramway|the stone quarry|our only mill",
        "was repaired|had been closed|stood empty|was sold|kept its keeper|lost two windows|was painted green",
        "in the spring of the flood|before the snow came|after a long vote|without any noise|for nine weeks",
        "and nobody in the valley|so the mayor|while the baker|but two engineers|since then the children",
        "asked for the reason|walked around it|counted the steps|wrote a letter about it|waited at the gate",
    ),
    "de": (
        "die Fähre|eine alte Brücke|die Bücherei der Stadt|ein kleiner Obstgarten|die letzte Straßenbahn|der Steinbruch",
        "wurde repariert|war lange geschlossen|stand leer|wurde verkauft|verlor zwei Fenster|wurde grün gestrichen",
        "im Frühling der Flut|bevor der Schnee kam|nach langer Abstimmung|ohne jeden Lärm|für neun Wochen",
        "und niemand im Tal|weshalb die Bürgermeisterin|während der Bäcker|aber zwei Ingenieure|seither die Kinder",
        "fragte nach dem Grund|ging um sie herum|zählte die Stufen|schrieb darüber einen Brief|wartete am Tor",
    ),
    "fr": (
        "le bac|un vieux pont|la bibliothèque de la ville|un petit verger|le dernier tramway|la carrière de pierre",
        "a été réparé|est resté fermé|était vide|a été vendu|a perdu deux fenêtres|a été peint en vert",
        "au printemps de la crue|avant la neige|après un long vote|sans aucun bruit|pendant neuf semaines",
        "et personne dans la vallée|si bien que la maire|tandis que le boulanger|mais deux ingénieurs|depuis les enfants",
        "n'a demandé pourquoi|en a fait le tour|a compté les marches|a écrit une lettre|attend devant la porte",
    ),
}  # fmt: skip
BANNERS = {
    "en": "Few of those who read this know that our pages are still set by hand in a cellar by the river.",
    "de": "Wenige von denen, die das lesen, wissen, dass unsere Seiten noch von Hand gesetzt werden, unten am Fluss.",
    "fr": "Peu de ceux qui lisent ceci savent que nos pages sont encore composées à la main, dans une cave.",
}
DESIGNS = {
    "story": "<main><article class=story><h1>{title}</h1><p class=by>By {who}</p><div class=story-body>{text}</div>"
    "<div class=foot><p>{banner}</p></div></article><aside class=more>{teasers}</aside></main>",
    "inside": "<div class=page><div class=col><h1>{title}</h1><div class=entry>{text}<p class=box>{banner}</p>"
    "<div class=rel><h4>Elsewhere</h4>{teasers}</div></div></div></div>",
    # the names of "story" mean other things here
    "swapped": "<main><div class=story-body>{teasers}<p>{banner}</p></div><section class=foot><h1>{title}</h1>"
    "<div class=more>{text}</div></section></main>",
    # and here the old name holds the first part of the text only
    "split": "<main><article class=story><h1>{title}</h1><div class=story-body>{first}</div>"
    "<div class=story-rest>{rest}</div><div class=foot><p>{banner}</p></div></article></main>",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and the text that is its article."""

    page: Page
    text: str


def sentence(dice: random.Random, language: str) -> str:
    """Make a sentence that hardly comes twice."""
    words = " ".join(dice.choice(part.split("|")) for part in WORDS[language])
    return f"{words[0].upper()}{words[1:]} ({dice.randint(2, 900)})."


def make_site(
    design: str, count: int, *, seed: int = 1, language: str = "en", host: str = "a.example"
) -> list[Made]:
    """Make *count* pages of one site."""
    dice = random.Random(f"{design}{seed}{language}")
    return [make_page(dice, design, number, language, host) for number in range(count)]


def make_page(dice: random.Random, design: str, number: int, language: str, host: str) -> Made:
    """Make one page."""
    paragraphs = [
        " ".join(sentence(dice, language) for _ in range(dice.randint(2, 4))) for _ in range(8)
    ]
    shown = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
    teasers = "".join(
        f"<p><a href=/t{dice.random()}>{sentence(dice, language)}</a></p>" for _ in range(3)
    )
    html = DESIGNS[design].format(
        title=sentence(dice, language),
        who=f"Ada Holm {number}",
        text="".join(shown),
        first="".join(shown[:5]),
        rest="".join(shown[5:]),
        banner=BANNERS[language],
        teasers=teasers,
    )
    nav = "<nav><a href=/>Home</a> <a href=/n>News</a></nav>"
    page = f"<!DOCTYPE html><html lang={language}><head><title>{number}</title></head><body>{nav}{html}</body></html>"
    return Made(
        Page(f"https://{host}/{design}/{number}", page.encode(), "text/html; charset=utf-8"),
        " ".join(paragraphs),
    )


def damaged(made: Made, dice: random.Random) -> Made:
    """Damage a page: cut it off, leave out its end tags, or turn its bytes into noise."""
    body = made.page.body
    how = dice.randrange(3)
    if how == 0:
        body = body[: dice.randrange(200, len(body) // 2)]
    elif how == 1:
        body = body.replace(b"</div>", b"").replace(b"</p>", b"")
    else:
        at = dice.randrange(200, len(body) - 400)
        body = body[:at] + dice.randbytes(300) + body[at + 300 :]
    return Made(Page(made.page.url, body, made.page.content_type), made.text)


def read(page: Page, profile: str | None) -> Draft | None:
    """Extract a page by *profile*."""
    try:
        return extract_page(Page(page.url, page.body, page.content_type, profile=profile))
    except ExtractError:
        return None


def learn_site(pages: Iterable[Made]) -> str:
    """Learn the profile of a site from some of its pages."""
    drafts = [read(made.page, "") for made in pages]
    return to_json(learn(draft.sketch for draft in drafts if draft and draft.sketch))


def quality(pages: Sequence[Made], profile: str | None) -> float:
    """Give the mean F1 (0–1, by words) of the texts of *pages*, read by *profile*, with what they are."""
    return sum(
        f1(draft.text if (draft := read(made.page, profile)) else "", made.text) for made in pages
    ) / len(pages)


def f1(text: str, truth: str) -> float:
    """Give the F1 of two texts, by words."""
    one, other = Counter(text.split()), Counter(truth.split())
    shared = (one & other).total()
    return 2 * shared / (one.total() + other.total()) if shared else 0.0
