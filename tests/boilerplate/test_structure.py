"""How a block is set in its page: unlike the article's own blocks, behind them, in a box, untold by the data."""

from html import escape

import pytest

from newscrawl.boilerplate.markup import housing_of
from newscrawl.boilerplate.structure import structure_features
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Block, Context, Facts, Page

LONG = (
    "The ferry to the island was full on every crossing of the weekend, the harbour master said. "
    * 4
)
HOME = ("main", "article", "div.body")


def block(text: str, *names: str, hrefs: tuple[str, ...] = ()) -> Block:
    return Block(text, context=Context(selectors=(*HOME, *names), hrefs=hrefs))


ARTICLE = (block(LONG, "p.text"), block(LONG[::-1], "p.text"))


def features_of(last: Block, told: str | None = None) -> dict[str, float]:
    blocks = (*ARTICLE, last)
    facts = Facts(url="https://www.harbour.example/a", told=told)
    return structure_features(blocks, housing_of(blocks), facts)[-1]


def test_an_element_named_unlike_the_article_is_told_apart() -> None:
    """Few characters stand in elements like its own, and its box is named as banners' boxes are."""
    own, other = (
        features_of(block("Give.", "p.text")),
        features_of(block("Give.", "div.promo-box", "p.note")),
    )
    assert own["h:alike"] > 0.9
    assert other["h:alike"] < 0.1
    assert (own.get("h:box_words"), other["h:box_words"]) == (None, 3)
    assert other["h:deeper"] > 0


def test_what_stands_outside_and_behind_the_article_is_known() -> None:
    """A block in another branch of the page shares less of the way to it."""
    outside = Block("Give.", context=Context(selectors=("main", "div.below")))
    features = features_of(outside)
    assert features["h:outside"] > 0.5
    assert features["h:behind"] == 1
    assert "h:outside" not in features_of(block("So it was.", "p.text"))


def test_links_to_others_and_mail_are_known() -> None:
    """The page's own host is no other one, with or without www."""
    hrefs = ("https://harbour.example/b", "https://pay.example/x", "mailto:a@harbour.example", "/c")
    features = features_of(block("Write to us.", "p.text", hrefs=hrefs))
    assert features["h:to_others"] == pytest.approx(1 / 4)
    assert features["h:to_mail"] == 1


def test_a_wrong_address_is_no_host() -> None:
    """What is no address tells nothing, and stops nothing."""
    assert "h:to_others" not in features_of(block("See.", "p.text", hrefs=("http://[",)))


def test_what_the_data_holds_is_told() -> None:
    """Blocks are looked for by their letters; what stands behind the last one that it holds may be cut off."""
    told = f"{LONG}\n{LONG[::-1]} The quay stays shut."
    assert features_of(block("The quay: stays shut!", "p.text"), told)["h:told"] == 1
    assert (
        features_of(block("Support the harbour paper today.", "p.text"), told)["h:past_told"] == 1
    )


def test_data_that_holds_little_says_nothing() -> None:
    """An ``articleBody`` that is a summary speaks against no block."""
    features = features_of(
        block("Support the harbour paper today.", "p.text"), "Full ferries all weekend."
    )
    assert not features.keys() & {"h:told", "h:untold", "h:past_told"}


def test_plain_text_has_no_structure() -> None:
    """Without a page there is nothing to say."""
    blocks = (Block(LONG), Block("Give."))
    assert structure_features(blocks, housing_of(blocks), Facts()) == [{}, {}]


ARTICLES = {
    "en": (
        "The council voted on Tuesday to rebuild the bridge that the flood of last spring had carried away.",
        "Engineers will need two years, and the ferry runs until then, mayor Ruth Aldane said.",
        "The bridge had stood for ninety years, and the town has been cut in two since it fell.",
    ),
    "ru": (
        "Совет во вторник проголосовал за восстановление моста, который прошлой весной унесло паводком.",
        "Инженерам потребуется два года, а до тех пор будет ходить паром, сказала мэр Рут Алданова.",
        "Мост простоял девяносто лет, и с тех пор, как он рухнул, город разрезан надвое.",
    ),
    "tr": (
        "Meclis salı günü, geçen bahar selin götürdüğü köprünün yeniden yapılmasına karar verdi.",
        "Mühendislerin iki yıla ihtiyacı var, o zamana kadar vapur çalışacak, dedi başkan Rut Aldan.",
        "Köprü doksan yıl ayakta kalmıştı ve yıkıldığından beri kasaba ikiye bölünmüş durumda.",
    ),
    "ja": (
        "市議会は火曜日、昨春の洪水で流された橋を再建することを決めた。",
        "工事には二年かかり、それまでは渡し船が運航されると、ルート・アルダン市長は述べた。",
        "橋は九十年の間そこに立っていた。落ちてから町は二つに分かれたままだ。",
    ),
    "ar": (
        "صوت المجلس يوم الثلاثاء على إعادة بناء الجسر الذي جرفه فيضان الربيع الماضي.",
        "يحتاج المهندسون إلى عامين، وستعمل العبارة حتى ذلك الحين، قالت رئيسة البلدية روت الدان.",
        "ظل الجسر قائما تسعين عاما، والبلدة مقسومة إلى شطرين منذ أن سقط.",
    ),
}

SPEECH = {
    "en": (
        "We have waited for this bridge for eleven years and we will cross it every day.",
        "Jonas Brandt, ferryman",
    ),
    "ru": (
        "Мы одиннадцать лет ждали этот мост и будем ходить по нему каждый день.",
        "Йонас Брандт, паромщик",
    ),
    "tr": (
        "Bu köprüyü on bir yıl bekledik ve her gün üzerinden geçeceğiz.",
        "Jonas Brandt, kayıkçı",
    ),
    "ja": (
        "私たちはこの橋を十一年待っていました。これから毎日渡ります。",
        "ヨナス・ブラント、渡し守",
    ),
    "ar": ("انتظرنا هذا الجسر أحد عشر عاما وسنعبره كل يوم.", "يوناس برانت، صاحب القارب"),
}

APPEALS = {
    "en": "Support our independent newsroom: donate from $3 a month so that we can go on reporting.",
    "ru": "Поддержите нашу независимую редакцию: оформите пожертвование от 300 рублей в месяц, чтобы мы продолжали работать.",
    "tr": "Bağımsız gazeteciliğimize destek olun: ayda 50 liradan başlayan bağışınızla haber yapmayı sürdürelim.",
    "ja": "独立した報道を続けるため、月500円からのご寄付で私たち編集部を支援してください。",
    "ar": "ادعم صحافتنا المستقلة: تبرع شهريا من 5 دولارات كي تواصل هيئة التحرير عملها.",
}

TABLE = "<table><tr><th>A</th><th>B</th></tr><tr><td>2024</td><td>12,000</td></tr><tr><td>2025</td><td>29,000</td></tr></table>"


def page_of(language: str, insert: str) -> str:
    first, second, third = (f"<p>{escape(text)}</p>" for text in ARTICLES[language])
    return (
        f'<html lang="{language}"><head><title>A bridge</title></head><body><main><article><h1>A bridge</h1>'
        f'<div class="body">{first}{second}{TABLE}{insert}{third}</div></article></main></body></html>'
    )


def text_of(language: str, insert: str) -> str:
    body = page_of(language, insert).encode()
    return extract_page(Page("https://paper.example/a", body, "text/html; charset=utf-8")).text


@pytest.mark.parametrize("language", sorted(SPEECH))
def test_what_somebody_says_in_a_quotation_stays(language: str) -> None:
    """A quotation set off without marks, in the first person, is the article's, and so is its speaker."""
    words, speaker = SPEECH[language]
    text = text_of(language, f"<blockquote><p>{words}</p><p>{speaker}</p></blockquote>")
    assert words in text
    assert speaker in text


@pytest.mark.parametrize("name", ["pullquote", "article-quote", "c-factbox"])
def test_words_in_a_box_of_the_article_stay(name: str) -> None:
    """A box that is named as a part of an article keeps words that name no banner's purpose."""
    words = "We will never give up our street, whatever it costs us."
    assert words in text_of("en", f'<div class="{name}">{words}</div>')


@pytest.mark.parametrize("language", sorted(APPEALS))
@pytest.mark.parametrize(
    "box",
    [
        pytest.param('<div class="promo-box"><p>{}</p></div>', id="named"),
        pytest.param('<aside class="css-1x9"><p class="css-k2">{}</p></aside>', id="aside"),
        pytest.param("<blockquote><p>{}</p></blockquote>", id="quotation"),
        pytest.param("<p>{}</p>", id="plain"),
    ],
)
def test_an_appeal_goes_from_any_box(language: str, box: str) -> None:
    """An appeal goes from a box with or without a telling name, and from among the article's paragraphs."""
    text = text_of(language, box.format(escape(APPEALS[language])))
    assert APPEALS[language] not in text
    assert all(paragraph in text for paragraph in ARTICLES[language])
