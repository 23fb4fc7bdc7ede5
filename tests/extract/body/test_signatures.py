"""Threads of readers' letters, told by who signs them and when; names of elements count nothing."""

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from newscrawl.extract.body.decision import Weighed
from newscrawl.extract.body.features import PageEvidence, features
from newscrawl.extract.body.signatures import signed_threads
from newscrawl.extract.body.trees import load_forest
from newscrawl.extract.page import extract_page
from newscrawl.extract.parse.html import parse_html
from newscrawl.extract.segmentation.segments import Segment, key_of, segment_tree
from newscrawl.model.items import Page
from tests.support.growth import assert_linear

STORY = {
    "en": "The council of the harbour town voted on Monday evening to close the old bridge for two years, because its piers are no longer safe.",
    "ru": "Совет портового города в понедельник вечером решил закрыть старый мост на два года, потому что его опоры больше не считаются надёжными.",
    "el": "Το συμβούλιο της πόλης αποφάσισε τη Δευτέρα το βράδυ να κλείσει την παλιά γέφυρα για δύο χρόνια, επειδή τα βάθρα της δεν είναι πια ασφαλή.",
    "ar": "قرر مجلس مدينة الميناء مساء الاثنين إغلاق الجسر القديم لمدة عامين لأن دعائمه لم تعد آمنة كما قال المهندسون الذين فحصوها في الربيع الماضي أمام السكان.",
    "ja": "港町の議会は月曜日の夜、古い橋の橋脚がもはや安全ではないとして、二年間にわたり通行を止めることを決めた。修理の費用は町と県が半分ずつ負担し、工事は来年の春に始まる予定だという。住民の多くは渡し船を増やすよう求めている。町長は来週、説明会を開くと述べた。橋が開いたのは八十年前のことである。町の歴史家は記念碑を建てたいと話した。",
    "hi": "बंदरगाह नगर की परिषद ने सोमवार शाम पुराने पुल को दो साल के लिए बंद करने का निर्णय लिया, क्योंकि उसके खंभे अब सुरक्षित नहीं माने जाते हैं। मरम्मत का आधा ख़र्च नगर और आधा राज्य उठाएगा और काम अगले वसंत में शुरू होगा, ऐसा महापौर ने कहा।",
}  # fmt: skip
LETTERS = {
    "en": ("Anna K. | March 3, 2014, 8:15 pm", "Boris | March 3, 2014, 9:40 pm", "mole77 | March 4, 2014, 7:01 am", "I walked over it every day."),
    "ru": ("Анна К., 03.03.2014 20:15", "Борис, 03.03.2014 21:40", "Крот77, 04.03.2014 07:01", "Я ходил по нему каждый день."),
    "el": ("Άννα 03/03/2014, 20:15", "Μπόρις 03/03/2014, 21:40", "Τυφλοπόντικας 04/03/2014, 07:01", "Περνούσα από εκεί κάθε μέρα."),
    "ar": ("آنا ٢٠١٤/٠٣/٠٣ ٢٠:١٥", "بوريس ٢٠١٤/٠٣/٠٣ ٢١:٤٠", "الخلد ٢٠١٤/٠٣/٠٤ ٠٧:٠١", "كنت أعبره كل يوم."),
    "ja": ("花子さん 2014年3月3日 20:15", "太郎さん 2014年3月3日 21:40", "もぐらさん 2014年3月4日 07:01", "毎日この橋を渡っていました。"),
    "hi": ("आन्ना ०३/०३/२०१४ २०:१५", "बोरिस ०३/०३/२०१४ २१:४०", "छछूंदर ०४/०३/२०१४ ०७:०१", "मैं रोज़ उस पर चलता था।"),
}  # fmt: skip
LANGUAGES = pytest.mark.parametrize("lang", STORY)
ENTRIES = (
    "<li><div>{who}</div><p>{text}</p></li>",
    "<div><p>{text}</p><p>{who}</p></div>",
    "<dt>{who}</dt><dd><p>{text}</p></dd>",
    "<div><span>{who}</span><div><div>{text}</div></div></div>",
)


def thread(lang: str, entry: str = ENTRIES[0]) -> str:
    """Return a thread of letters."""
    *names, text = LETTERS[lang]
    return "".join(
        entry.format(
            who=who,
            text=f"{text} {number}",
            name=re.split(r"\d", who)[0],
            hour=f"1{number}:15",
        )
        for number, who in enumerate(names)
    )


def story(lang: str) -> str:
    """Return the article, under its headline."""
    return f"<h1>T</h1><div><p>{STORY[lang]}</p><p>{STORY[lang]}</p></div>"


def found(body: str, chance: float = 0.5, told: Sequence[str] = ()) -> list[str]:
    """Return what is in threads where all is held for text with one *chance*."""
    segments = segment_tree(parse_html(f"<html><body>{body}</body></html>".encode()).tree)
    verdicts = signed_threads(*given(segments, chance, " ".join(told)))
    return [each.text for each in segments if each.index in verdicts]


def given(
    segments: Sequence[Segment], chance: float, told: str = ""
) -> tuple[Sequence[Segment], frozenset[int], Weighed, frozenset[str]]:
    """Return what is known of *segments* that are all held for text, those after the headline."""
    titles = frozenset({key_of("T")})
    seen = PageEvidence("bridge.example", frozenset(), {}, titles, body=told)
    _, rows = features(segments, seen)
    chances = np.full(len(segments), chance, np.float32)
    widths = np.array([each.width + 1 for each in segments], np.float32)
    kept = frozenset(range(1, len(segments)))
    return segments, kept, Weighed(chances, widths, rows, load_forest()), titles


@LANGUAGES
@pytest.mark.parametrize("entry", ENTRIES)
def test_a_row_of_signed_letters_after_the_text_is_a_thread(lang: str, entry: str) -> None:
    """In whatever elements, with the signature above the letter or below it."""
    body = f"<div>{story(lang)}</div><div>{thread(lang, entry)}</div>"
    texts = found(body)
    assert set(LETTERS[lang][:3]) < set(texts)
    assert len(texts) == 6
    assert STORY[lang] not in texts


@LANGUAGES
def test_a_page_with_letters_keeps_its_article_alone(lang: str) -> None:
    """Through the whole extraction, with no name that tells."""
    html = f"<html><title>T</title><body><div>{story(lang)}</div><div>{thread(lang) * 2}</div>"
    page = Page("https://bridge.example/1", html.encode(), "text/html; charset=utf-8")
    texts = {block.text for block in extract_page(page).blocks}
    assert texts == {STORY[lang]}


@LANGUAGES
@pytest.mark.parametrize(
    "form",
    [
        pytest.param("<div>{head}{letters}</div>", id="in the article's own box: an interview"),
        pytest.param("<div>{letters}</div><div>{head}</div>", id="before the text"),
        pytest.param("<div>{head}</div><div>{few}</div>", id="two letters"),
        pytest.param("<div>{head}</div><div>{times}</div>", id="times without a name: a live blog"),
        pytest.param("<div>{head}</div><div>{same}</div>", id="one author: a live blog"),
        pytest.param("<div>{head}</div><div>{bare}</div>", id="lines with no text between them"),
        pytest.param("<div>{head}</div><div>{letters}</div>{head}{head}", id="text after them"),
        pytest.param("<div>{head}</div><div>{posts}</div>", id="posts that the article shows"),
        pytest.param("<div>{head}</div><div>{hours}</div>", id="a programme: names and times"),
        pytest.param("<div>{head}</div><div>{periods}</div>", id="a programme: days and periods"),
    ],
)
def test_what_may_be_the_article_stays(lang: str, form: str) -> None:
    """The look alone is no proof: place, number and names are asked as well."""
    *names, text = LETTERS[lang]
    entry = ENTRIES[0]
    body = form.format(
        head=story(lang),
        letters=thread(lang),
        few="".join(entry.format(who=who, text=text) for who in names[:2]),
        times="".join(entry.format(who=f"{hour}:15", text=text) for hour in (10, 11, 12)),
        same="".join(entry.format(who=f"{names[0]}{n}", text=text) for n in range(3)),
        bare="".join(f"<li>{who}</li>" for who in names),
        posts=thread(lang, "<blockquote><p>{text}</p>{who}</blockquote>"),
        hours=thread(lang, "<p>{hour} {name}</p><p>{text}</p>"),
        periods=thread(lang, "<p>{name}, 3.4.2014, {hour}–{hour}</p><p>{text}</p>"),
    )
    assert found(body) == []


@LANGUAGES
def test_what_is_sure_or_told_stays(lang: str) -> None:
    """The weights and the page's data know more of it than its look."""
    body = f"<div>{story(lang)}</div><div>{thread(lang)}</div>"
    assert found(body, chance=0.95) == []
    assert found(body, told=LETTERS[lang]) == []


@pytest.mark.parametrize(
    ("lines", "control"),
    [
        (("Anna • 2 weeks ago", "Boris • 3 weeks ago", "mole • 3 weeks ago"), "Reply"),
        (("Анна, 2 недели назад", "Борис, 3 недели назад", "Крот, 3 недели назад"), "Ответить"),
        (("花子さん 2週間前", "太郎さん 3週間前", "もぐらさん 3週間前"), "返信"),
        (("آنا قبل ٢ أسابيع", "بوريس قبل ٣ أسابيع", "الخلد قبل ٣ أسابيع"), "رد"),
    ],
)
def test_a_number_and_the_same_control_are_a_signature_too(
    lines: Sequence[str], control: str
) -> None:
    """ "2 weeks ago" is no date of any form; that each letter can be answered tells the same."""
    text = STORY["en"]
    for end, count in ((control, 9), ("", 0)):
        letters = "".join(f"<li><p>{who}</p><p>{text}</p><div>{end}</div></li>" for who in lines)
        assert len(found(f"<div>{story('en')}</div><ol>{letters}</ol>")) == count


def test_a_forum_is_about_its_letters() -> None:
    """Where the text is little beside them, they are what the page is about."""
    body = f"<div>{story('en')}</div><div>{thread('en') * 60}</div>"
    assert found(body) == []


def test_time_is_linear_in_entries() -> None:
    """Thousands of letters, and thousands of boxes with three letters each."""

    def page(wrap: str) -> Callable[[int], Sequence[Segment]]:
        def build(count: int) -> Sequence[Segment]:
            body = story("en") + wrap.format(thread("en")) * count
            return segment_tree(parse_html(f"<body>{body}</body>".encode()).tree)

        return build

    def find(segments: Sequence[Segment]) -> object:
        return signed_threads(segments, *rest(segments))

    def rest(segments: Sequence[Segment]) -> tuple[frozenset[int], Weighed, frozenset[str]]:
        forest = load_forest()
        count = len(segments)
        rows = np.zeros((count, len(forest.names)), np.float32)
        chances = np.full(count, 0.5, np.float32)
        weighed = Weighed(chances, np.ones(count, np.float32), rows, forest)
        return frozenset(range(count)), weighed, frozenset({"t"})

    assert_linear(find, page("{}"), 300)
    assert_linear(find, page("<div>{}</div>"), 300)
