"""Live blogs whose updates only the page shows: they are a field, and their headings are text."""

import json
from collections.abc import Sequence

import pytest

from newscrawl.extract.page import extract_page
from newscrawl.model.items import Draft, Page

STORIES = {
    "en": (
        "Count by the harbour",
        "The count of the votes in the harbour district began at eight in the evening under heavy rain.",
        [
            ("Last ferry has left", "The last ferry with ballot boxes has left the island, the harbour office confirms."),
            ("Lamp fails again", "Ada Lund asks for patience: the lamp in the counting room has failed a second time."),
            ("Two districts counted", "The first two districts are counted: the old mayor leads by forty votes for now."),
            ("A gull in the hall", "A gull has flown into the hall, and the count rests until it is caught with a net."),
        ],
    ),
    "ru": (
        "Подсчёт голосов в порту",
        "Подсчёт голосов в портовом районе начался в восемь вечера под сильным дождём, сообщила комиссия.",
        [
            ("Последний паром ушёл", "Последний паром с урнами вышел с острова, подтвердили в управлении порта минуту назад."),
            ("Лампа погасла снова", "Ада Лунд просит терпения: лампа в комнате подсчёта погасла во второй раз за вечер."),
            ("Два участка готовы", "Первые два участка подсчитаны: мэр впереди на сорок голосов, соперница спокойна."),
            ("Чайка в зале", "В зал залетела чайка, и подсчёт остановлен, пока сторож не поймает её сачком."),
        ],
    ),
    "zh": (
        "港区计票直播",
        "港区的计票工作于晚上八点在大雨中开始，选举委员会表示，预计午夜之前不会有结果公布，请大家耐心等待。",
        [
            ("最后一班渡轮离岛", "港务局刚刚确认，载有票箱的最后一班渡轮已经离开小岛，预计一小时后抵达码头。"),
            ("灯第二次坏了", "阿达·伦德请大家耐心等待：计票室的灯今晚第二次坏了，工作人员正在更换。"),
            ("两个区计票完毕", "前两个区的计票已经完成：老市长领先四十票，她的对手呼吁大家保持冷静。"),
            ("海鸥飞进大厅", "一只海鸥飞进了大厅，在看门人用网抓住它之前，计票工作暂停进行。"),
        ],
    ),
}  # fmt: skip
ENTRIES = {
    "sections": '<section class="liveblog-entry" id="u{0}"><time datetime="2026-11-24T21:0{0}Z">21:0{0}</time><h3>{1}</h3><p>{2}</p></section>',
    "boxes": '<div class="live-update"><span class="time">21:0{0}</span><h3>{1}</h3><p>{2}</p></div>',
    "items": '<li class="timeline-item"><time>21:0{0}</time><h3>{1}</h3><div><p>{2}</p></div></li>',
    "articles": '<article class="post"><header><time>21:0{0}</time><h3>{1}</h3></header><p>{2}</p></article>',
    "headings": "<h3>21:0{0} – {1}</h3><p>{2}</p>",
}  # fmt: skip


def page_of(lang: str, entry: str, box: str, data: str = "") -> Page:
    title, lead, posts = STORIES[lang]
    feed = "".join(entry.format(at, *post) for at, post in enumerate(posts))
    html = (
        f"<html lang={lang}><head><title>{title}</title>{data}</head><body><main><h1>{title}</h1>"
        f"<p>{lead}</p>{box.format(feed)}</main></body></html>"
    )
    return Page("https://news.example/live", html.encode(), "text/html; charset=utf-8")


def shown(draft: Draft, lines: Sequence[str]) -> list[str]:
    """Return those of *lines* that a block of the text is or ends with."""
    return [line for line in lines if any(each.text.endswith(line) for each in draft.blocks)]


@pytest.mark.parametrize("lang", STORIES)
@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_a_name_is_enough_to_know_updates(lang: str, entry: str) -> None:
    """Title, time and text of each update are a field, and both its lines are in the text."""
    posts = STORIES[lang][2]
    draft = extract_page(page_of(lang, entry, '<div class="feed live-blog">{}</div>'))
    assert [(each.title, each.text) for each in draft.updates] == posts
    assert all(f"21:0{at}" in each.published for at, each in enumerate(draft.updates))
    assert shown(draft, [line for post in posts for line in post]) == [
        line for post in posts for line in post
    ]


@pytest.mark.parametrize("lang", STORIES)
def test_data_may_say_that_a_page_is_a_live_blog(lang: str) -> None:
    """Without a name, a page that is marked as a live blog and lists no update has those that it shows."""
    node = {"@context": "https://schema.org", "@type": "LiveBlogPosting", "headline": "Count"}
    data = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    draft = extract_page(page_of(lang, ENTRIES["articles"], "<div>{}</div>", data))
    assert [(each.title, each.text) for each in draft.updates] == STORIES[lang][2]


@pytest.mark.parametrize("lang", STORIES)
@pytest.mark.parametrize(
    "share", ["", '<div><a href="/share?u={0}">X</a> <a href="/live#{0}">#</a></div>']
)
def test_microdata_may_name_each_update(lang: str, share: str) -> None:
    """Whatever the classes are, and though each box has links as a teaser has."""
    entry = (
        '<li class="q7"><div itemprop="liveBlogUpdate" itemscope'
        ' itemtype="https://schema.org/BlogPosting"><div class="q8">21:0{0}</div>'
        f'<div class="q9"><h3>{{1}}</h3><p>{{2}}</p></div>{share}</div></li>'
    )
    posts = STORIES[lang][2]
    draft = extract_page(page_of(lang, entry, "<ul>{}</ul>"))
    assert [(each.title, each.text) for each in draft.updates] == posts
    assert shown(draft, [text for _, text in posts]) == [text for _, text in posts]


TICKERS = {
    "en": ["Kick-off.", "Corner for Hill Town.", "Yellow card for Orr.", "Goal! 1-0.", "Half-time."],
    "ru": ["Начали!", "Угловой у гостей.", "Жёлтая карточка Орлову.", "Гол! 1:0.", "Перерыв."],
    "zh": ["比赛开始。", "客队角球。", "黄牌警告奥尔。", "进球！1比0。", "半场结束。"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "time"),
    [("en", "21:0{0}"), ("en", "9.0{0} p.m."), ("ru", "21.0{0} Uhr"), ("zh", "21時0{0}分")],
)
@pytest.mark.parametrize("entry", ["<li><span>{1}</span> {2}</li>", "<p><b>{1}</b> – {2}</p>"])
def test_a_line_may_begin_with_its_time(lang: str, time: str, entry: str) -> None:
    """A ticker has a line for each minute: its time is the update's, and the rest is its text."""
    title, lead, _ = STORIES[lang]
    times = [time.format(at) for at in range(5)]
    feed = "".join(
        entry.format(0, clock, line) for clock, line in zip(times, TICKERS[lang], strict=True)
    )
    html = (
        f"<html lang={lang}><head><title>{title}</title></head><body><main><h1>{title}</h1>"
        f"<p>{lead}</p><div class=ticker>{feed}</div></main></body></html>"
    )
    draft = extract_page(
        Page("https://news.example/live", html.encode(), "text/html; charset=utf-8")
    )
    assert [(each.published, each.text) for each in draft.updates] == list(
        zip(times, TICKERS[lang], strict=True)
    )
    assert shown(draft, TICKERS[lang]) == TICKERS[lang]


def test_a_numbered_list_has_no_times() -> None:
    """``1.`` is no clock, whatever the list's box is called."""
    entry, steps = "<p>{0}. {1}</p>", [(line, "") for line in TICKERS["en"]]
    feed = "".join(entry.format(at + 1, *step) for at, step in enumerate(steps))
    html = (
        "<html lang=en><head><title>How to</title></head><body><main><h1>How to</h1>"
        f"<p>{STORIES['en'][1]}</p><div class=timeline>{feed}</div></main></body></html>"
    )
    page = Page("https://news.example/how", html.encode(), "text/html; charset=utf-8")
    assert extract_page(page).updates == ()


@pytest.mark.parametrize("lang", STORIES)
@pytest.mark.parametrize(
    ("entry", "box"),
    [
        pytest.param(ENTRIES["items"].replace("timeline-item", "c"), "<ul class=thread>{}</ul>", id="no name"),
        pytest.param("<section><h3>{1}</h3><p>{2}</p></section>", "<div class=live-blog>{}</div>", id="no time"),
    ],
)  # fmt: skip
def test_no_updates_without_name_or_time(lang: str, entry: str, box: str) -> None:
    """Boxes with times alone may be comments, and boxes without any are chapters."""
    assert extract_page(page_of(lang, entry, box)).updates == ()


CLOCKED = {
    "en": "Polls close at 21:30, the office said.",
    "ru": "Участки закроются в 21:30, говорят.",
    "zh": "投票站将于晚上9点30分关闭。",
}


@pytest.mark.parametrize("time", ["9:0{0} a.m.", "21:0{0}", "2026年11月24日 21時0{0}分"])
@pytest.mark.parametrize("lang", STORIES)
def test_a_short_sentence_that_names_a_clock_is_text(lang: str, time: str) -> None:
    """A sentence may be as short as a line of time and date, and is none."""
    entry = (
        f"<div class=live-post><b>{time}</b><h3>{{1}}</h3><p>{{2}}</p><p>{CLOCKED[lang]}</p></div>"
    )
    draft = extract_page(page_of(lang, entry, "<div class=live-blog>{}</div>"))
    expected = [(title, f"{text} {CLOCKED[lang]}") for title, text in STORIES[lang][2]]
    assert [(each.title, each.text) for each in draft.updates] == expected


def test_short_sentences_alone_are_updates() -> None:
    """Also where every entry is one: in Chinese that is usual."""
    posts = [
        f"气象台在{hour}点发布最新消息，风力减弱到{hour}级，居民可以回家查看损失。"
        for hour in (9, 10, 11, 12)
    ]
    feed = "".join(
        f"<div class=post><time>{at}:30</time><p>{post}</p></div>"
        for at, post in enumerate(posts, 9)
    )
    html = f"<html lang=zh><body><h1>台风直播</h1><p>{STORIES['zh'][1]}</p><div class=live-blog>{feed}</div></body></html>"
    draft = extract_page(
        Page("https://news.example/live", html.encode(), "text/html; charset=utf-8")
    )
    assert [each.text for each in draft.updates] == posts


@pytest.mark.parametrize("lang", STORIES)
def test_found_updates_may_be_a_field_alone(lang: str) -> None:
    """Where updates are not wanted in the text, those that only the page has are out of it as well."""
    _, lead, posts = STORIES[lang]
    page = page_of(lang, ENTRIES["boxes"], f"<p>{lead * 6}</p><div class=live-blog>{{}}</div>")
    draft = extract_page(page, with_updates=False)
    assert [each.text for each in draft.updates] == [text for _, text in posts]
    assert all(text not in draft.text for _, text in posts)
    assert "field.live-update" in {each.rule_id for each in draft.removed}
