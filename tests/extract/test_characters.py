"""Hidden characters are no text; those that a script needs are."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.characters import C2PA_MAGIC, clean_line, has_manifest, without_hidden
from newscrawl.extract.page import extract_page
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.model.items import Draft, Notice, Page
from newscrawl.records import make_article
from newscrawl.stripping import strip
from tests.support.growth import assert_linear

MANIFEST = "\ufeff" + C2PA_MAGIC + "".join(chr(0xE0100 + at) for at in range(200))
SAID = {
    "de": "Die Gemeinde hat am Montag beschlossen, das Rathaus nach langer Planung neu zu bauen.",
    "zh": "市议会星期一决定，经过多年的筹划之后重建老市政厅，工程将于明年春天开始，预计两年完工。",
    "ja": "市議会は月曜日、長年の計画の末に古い市庁舎を建て替えることを決めた。工事は来年の春に始まる。",
    "ko": "시의회는 월요일 오랜 계획 끝에 낡은 시청을 다시 짓기로 결정했다. 공사는 내년 봄에 시작된다.",
    "th": "สภาเทศบาลมีมติเมื่อวันจันทร์ให้สร้างศาลากลางหลังใหม่หลังจากวางแผนมานานหลายปี งานจะเริ่มในปีหน้า",
    "fa": "شورای شهر روز دوشنبه تصمیم گرفت ساختمان قدیمی شهرداری را که می‌توانست فرو بریزد از نو بسازد.",
    "hi": "नगर परिषद ने सोमवार को क्‍षेत्र के पुराने भवन को लंबी योजना के बाद फिर से बनाने का निर्णय लिया।",
}


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        pytest.param("Ge\u00admein\u00adde", "Gemeinde", id="soft hyphens"),
        pytest.param("and/\u200bor", "and/or", id="zero-width space"),
        pytest.param("\ufeffHello\ufeff", "Hello", id="byte-order marks"),
        pytest.param("2\u2060%", "2%", id="word joiner"),
        pytest.param("a\vb\fc\u2028d\u00a0e\tf\r\ng", "a b c d e f g", id="white space of any kind"),
        pytest.param(f"Text.{MANIFEST}", "Text.", id="manifest"),
        pytest.param("h\ufe01i\U000e0120 there", "hi there", id="a selector behind each letter"),
        pytest.param("so\U000e0068\U000e0069 it is", "so it is", id="tags"),
        pytest.param("Auf\u200clage, a\u200db", "Auflage, ab", id="joiners between Latin letters"),
        pytest.param("می\u200cشود", "می\u200cشود", id="Persian non-joiner stays"),
        pytest.param("क्\u200dष क्\u200cष", "क्\u200dष क्\u200cष", id="Hindi joiners stay"),
        pytest.param("ක්\u200dර", "ක්\u200dර", id="Sinhala joiner stays"),
        pytest.param("👩🏽\u200d💻 ❤\ufe0f\u200d🔥", "👩🏽\u200d💻 ❤\ufe0f\u200d🔥", id="emoji stay"),
        pytest.param("1\ufe0f\u20e3 🏴\U000e0067\U000e0062\U000e007f", "1\ufe0f\u20e3 🏴\U000e0067\U000e0062\U000e007f", id="keycap and flag stay"),
        pytest.param("葛\U000e0100飾", "葛\U000e0100飾", id="ideographic variant stays"),
        pytest.param("日本の\n  新聞、\r\n毎日", "日本の新聞、毎日", id="source break in Japanese"),
        pytest.param("他说\n“好”\n就走了", "他说“好”就走了", id="source break beside a quotation mark"),
        pytest.param("新\n\U00020000\n文", "新\U00020000文", id="beyond the first plane"),
        pytest.param("新 闻\u3000社", "新 闻\u3000社", id="spaces that are written stay"),
        pytest.param("第一行\0\n第二行", "第一行 第二行", id="a break that is seen is a space"),
        pytest.param("中\nEnglish\n文", "中 English 文", id="beside Latin it is a space"),
        pytest.param("한국\n신문", "한국 신문", id="Korean has spaces"),
        pytest.param("one\ntwo", "one two", id="Latin has spaces"),
        pytest.param("ไทย\u200b\nไทย", "ไทยไทย", id="beside a zero-width space it is none"),
    ],
)  # fmt: skip
def test_a_line_is_what_a_reader_sees(text: str, clean: str) -> None:
    """White space is folded, hidden characters go, joiners and selectors that are seen stay."""
    assert clean_line(text) == clean
    assert clean_line(clean) == clean


@pytest.mark.parametrize(
    "mark",
    ["\u00ad", "\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\u200f", "\ufe0f", MANIFEST],
)
def test_keys_do_not_know_hidden_characters(mark: str) -> None:
    """Two texts that look alike are alike in a comparison, whatever is hidden in one."""
    for text in SAID.values():
        assert key_of(text[:9] + mark + text[9:]) == key_of(text)


def read(paragraph: str, language: str, title: str = "A hall") -> Draft:
    """The draft of a page of three paragraphs."""
    blocks = "".join(f"<p>{paragraph} {number}.</p>" for number in range(3))
    html = (
        f"<html lang={language}><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{blocks}</article></body></html>"
    )
    return extract_page(
        Page("https://news.example/hall", html.encode(), "text/html; charset=utf-8")
    )


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize(
    "hide",
    [
        pytest.param(lambda text: text, id="nothing"),
        pytest.param(lambda text: f"{text[:9]}\u00ad{text[9:]}", id="soft hyphen"),
        pytest.param(lambda text: f"{text[:9]}&shy;{text[9:]}", id="soft hyphen by name"),
        pytest.param(lambda text: f"\ufeff{text}", id="mark"),
        pytest.param(lambda text: f"{text[:9]}&#8203;{text[9:]}", id="zero-width space"),
        pytest.param(lambda text: f"{text}{MANIFEST}", id="manifest"),
    ],
)
def test_the_text_of_a_page_is_clean_in_every_script(language: str, hide: object) -> None:
    """The text is the same as without what is hidden in it."""
    assert callable(hide)
    assert read(hide(SAID[language]), language).text == read(SAID[language], language).text
    assert SAID[language] in read(SAID[language], language).text


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_line_breaks_of_the_source_are_no_spaces(language: str) -> None:
    """A page that breaks its lines in the middle of a sentence gives the sentence; ``br`` parts words."""
    text = SAID[language]
    broken = "\n      ".join(text[at : at + 12] for at in range(0, len(text), 12))
    assert text in read(broken, language).text
    assert read(f"{text[:12]}<br>\n{text[12:]}", language).text.split()[:2] == [
        text[:12],
        text[12:],
    ]


@pytest.mark.parametrize("tab", ["\v", "&#11;", "&#xB;", "\f", "&#x0c;"])
def test_vertical_tabs_and_form_feeds_separate_words(tab: str) -> None:
    """They are white space, as a character or as a reference; two words are not glued."""
    assert f"Turm {SAID['de']}" in read(f"Turm{tab}{SAID['de']}", "de").text


def test_a_headline_with_soft_hyphens_is_known_again() -> None:
    """It is the title, and no text, however each place writes it."""
    draft = read(SAID["de"], "de", "Das Rat&shy;haus der Ge&shy;mein&shy;de wird gebaut")
    assert draft.metadata.title == "Das Rathaus der Gemeinde wird gebaut"
    assert "wird gebaut" not in draft.text


def test_a_manifest_is_told_in_the_rights() -> None:
    """A C2PA manifest is taken out of the text, and its presence is in ``metadata.rights``."""
    draft = read(SAID["de"] + MANIFEST, "de")
    assert not has_manifest(draft.text)
    rights = make_article(draft).metadata.rights
    assert rights.notices == [Notice("text:c2pa", "manifest")]
    assert rights.reserved == ["c2pa"]
    assert make_article(read(SAID["de"], "de")).metadata.rights.notices == []


def test_a_plain_text_is_clean_too() -> None:
    """``newscrawl.strip`` of a text gives no hidden characters either."""
    assert strip(f"\ufeffThe coun\u00adcil voted on Monday.{MANIFEST}\nIt rained.") == (
        "The council voted on Monday.\n\nIt rained."
    )


@pytest.mark.parametrize(
    "text",
    ["Le comité a été élu mardi.", "Đại hội đồng quyết định xây cầu.", "Ёлка и йод.", "다리가 다시 열렸다.", "ガギグゲゴ、パピプペポ", "Ή γέφυρα"],
)  # fmt: skip
def test_letters_and_their_marks_are_one_character(text: str) -> None:
    """A text in decomposed characters is the same text, in a line, a page and a plain text."""
    apart = normalize("NFD", text)
    assert clean_line(apart) == text
    assert key_of(clean_line(apart)) == key_of(text)
    assert text.rstrip(".") in read(f"{apart} {SAID['de']}", "de").text
    assert strip(apart) == text


@pytest.mark.parametrize(
    "text", ["ﬁn", "ＡＢＣ", "ｱｲｳ", "m²", "\ufa19戸", "\uf90a", "\u212b", "क़लम", "שׁלום", "x\u0304"]
)
def test_other_forms_stay_as_the_page_has_them(text: str) -> None:
    """Ligatures, full and half width, variants of Chinese characters, marks that no character holds."""
    assert clean_line(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_cleaning_takes_no_letter(text: str) -> None:
    """Letters and digits are the same before and after, in their order; cleaning twice changes nothing."""
    clean = clean_line(text)
    apart, before = normalize("NFD", clean), normalize("NFD", text)
    assert [c for c in apart if c.isalnum()] == [c for c in before if c.isalnum()]
    assert clean_line(clean) == clean
    assert without_hidden(clean) == clean


@pytest.mark.parametrize(
    "unit", ["\n", "\u200b\n", "字\n", "\u00ad", "\ufe0f", "\u200d", "\U000e0041", " \n\u200b"]
)
def test_cleaning_takes_linear_time(unit: str) -> None:
    """Eight times the text takes eight times the time, not 64 times."""
    assert_linear(clean_line, lambda times: unit * times + "字", 320_000)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        pytest.param(
            "9時30分　船の安全祈願", "9時30分　船の安全祈願", id="a time and what begins then"
        ),
        pytest.param("　新闻记者 \n 昨日　报道　", "新闻记者昨日　报道", id="an indent goes"),
        pytest.param("a \t b", "a b", id="other spaces fold"),
    ],
)
def test_an_ideographic_space_is_a_character(raw: str, clean: str) -> None:
    """Browsers do not fold it, nor do we."""
    assert clean_line(raw) == clean
