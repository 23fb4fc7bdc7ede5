"""What a browser shows of pages that leave out tags, or never close a drawing; in several scripts."""

import pytest
from lxml import html as lxml_html

from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.model.items import Page

STORIES = {
    "en": (
        "The council voted on Tuesday night to build a new bridge across the river.",
        "Work is to begin in the spring of next year at a cost of thirty million.",
        "Opponents say that the bridge will spoil the look of the old town.",
    ),
    "ru": (
        "Городской совет во вторник вечером решил построить через реку новый мост.",
        "Работы начнутся весной будущего года, на них потратят тридцать миллионов.",
        "Противники говорят, что мост испортит вид старого города и набережной.",
    ),
    "he": (
        "מועצת העיר החליטה ביום שלישי בערב להקים גשר חדש מעל הנהר בצפון העיר.",
        "העבודות יתחילו באביב של השנה הבאה בעלות של שלושים מיליון שקלים.",
        "המתנגדים טוענים שהגשר יפגע במראה של העיר העתיקה ושל הטיילת.",
    ),
    "zh": (
        "市议会周二晚间投票决定在河上建一座新桥，许多居民前来旁听，现场气氛十分热烈。",
        "工程预计明年春天开工，总造价约为三千万元，由省政府和市政府共同承担。",
        "反对者认为这座桥会破坏老城的风貌，并且增加附近街道的交通压力。",
    ),
}
TITLES = {"en": "A new bridge", "ru": "Новый мост", "he": "גשר חדש", "zh": "新桥获批"}
FORMS = {
    "no body": "<!doctype html><html><title>{title}</title><nav>{nav}</nav><main>{story}</main>",
    "no tag of a document": "<title>{title}</title><header>{nav}</header><article>{story}</article>",
    "metas, then the story": (
        "<!doctype html><meta charset=utf-8><title>{title}</title><link rel=icon href=/i>"
        "<script>1</script><section>{story}</section>"
    ),
    "noscript in the head": (
        "<head><title>{title}</title><noscript><style>p{{}}</style></noscript><main>{story}</main>"
    ),
    "story in the head": "<head><title>{title}</title><main>{story}</main></head><body><p>©</body>",
    "an element of their own": "<title>{title}</title><x-app><x-view>{story}</x-view></x-app>",
    "svg": "<title>{title}</title><body><svg><path d='M0 0'><g>{story}",
    "svg in a paragraph": "<title>{title}</title><body><p><a href=/><svg><path></a>{story}",
    "math": "<title>{title}</title><body><math><mrow><mi>x</mi>{story}",
    "frames": "<title>{title}</title><frameset><noframes><body>{story}</body></noframes></frameset>",
    "frames, old style": "<TITLE>{title}</TITLE><FRAMESET><NOFRAMES>{story}</NOFRAMES></FRAMESET>",
}
NAV = "<ul><li><a href=/a>A</a><li><a href=/b>B</a></ul>"


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("form", FORMS)
def test_the_story_comes_whole(form: str, language: str) -> None:
    """Wherever libxml2 has put it; its title is still the title."""
    story = "".join(f"<p>{each}</p>" for each in STORIES[language])
    page = FORMS[form].format(title=TITLES[language], nav=NAV, story=story)
    draft = extract_page(Page("https://a.example/1", page.encode(), "text/html; charset=utf-8"))
    assert [block.text for block in draft.blocks] == list(STORIES[language])
    assert draft.metadata.title == TITLES[language]


def shown(page: str) -> str:
    """Return the tree of a page as text, without what was left out of its source."""
    source = lxml_html.tostring(parse_html(page.encode()).tree, encoding="unicode")
    return source.replace("\n", "")


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param(
            "<title>T</title><nav>a</nav>b<meta name=m><main>c</main>",
            "<html><head><title>T</title></head><body><nav>a</nav>b<meta name=\"m\"><main>c</main></body></html>",
            id="after text the head is over",
        ),
        pytest.param(
            "<head><title>T</title><x-a>a</x-a></head><body>b<p>c</p></body>",
            "<html><head><title>T</title></head><body><x-a>a</x-a>b<p>c</p></body></html>",
            id="the body's own text follows",
        ),
        pytest.param(
            "<body><svg><g><p>a</p>b</g>c<path></path></svg>d",
            "<html><body><svg><g></g></svg><p>a</p>b<span>c</span><path></path>d</body></html>",
            id="out of a drawing, in the order of the source",
        ),
        pytest.param(
            "<body><svg><foreignObject><p>a</p></foreignObject></svg>b",
            "<html><body><svg><foreignobject><p>a</p></foreignobject></svg>b</body></html>",
            id="a part of a drawing that holds HTML",
        ),
        pytest.param(
            "<body><svg><title>a</title><path></path></svg><math><mi>x</mi></math>b",
            "<html><body><svg><title>a</title><path></path></svg><math><mi>x</mi></math>b</body></html>",
            id="whole drawings and formulas",
        ),
        pytest.param(
            "<body><svg><math><b>a</b></math></svg>b",
            "<html><body><svg><math></math></svg><b>a</b>b</body></html>",
            id="one in the other",
        ),
    ],
)  # fmt: skip
def test_places(page: str, expected: str) -> None:
    """Each element is where the HTML Standard has it."""
    assert shown(page) == expected


@pytest.mark.parametrize("language", STORIES)
def test_a_link_that_was_never_closed(language: str) -> None:
    """A story in a link is a story; libxml2 ends the link with the box around it."""
    lines = [f"{number} {' '.join(STORIES[language])}" for number in range(5)]
    story = "".join(f"<p>{each}</p>" for each in lines)
    page = f"<title>{TITLES[language]}</title><main><a href=/top>{story}</main><a href=/x>x</a>"
    draft = extract_page(Page("https://a.example/1", page.encode(), "text/html; charset=utf-8"))
    assert [block.text for block in draft.blocks] == lines


@pytest.mark.parametrize("language", STORIES)
def test_teasers_stay_links(language: str) -> None:
    """A link around a card of a title and a line is no article, however many there are."""
    others = [f"{number} {each}" for number in range(3, 6) for each in STORIES[language]]
    cards = "".join(f"<a href=/{n}><h3>{n}</h3><p>{each}</p></a>" for n, each in enumerate(others))
    story = "".join(f"<p>{each}</p>" for each in STORIES[language])
    page = f"<title>{TITLES[language]}</title><main>{story}</main><aside>{cards}</aside>"
    draft = extract_page(Page("https://a.example/1", page.encode(), "text/html; charset=utf-8"))
    assert [block.text for block in draft.blocks] == list(STORIES[language])
