"""``newscrawl strip``, ``newscrawl.strip`` and what they print."""

import io
import json
import re
from pathlib import Path

import pytest
from rich.console import Console

import newscrawl
from newscrawl.cli.main import main
from newscrawl.cli.strip import in_order, show
from newscrawl.demo.server import SITE
from newscrawl.errors import ExtractError
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Block, Page, Removal, Stripped
from newscrawl.system.terminal import printable

SPLIT = Stripped(
    (Block("first"), Block("last\x1b]0;owned\x07")),
    (
        Removal("Give\x1b[2J", "donation", "appeals.run", "asks", 1),
        Removal("Bye", "share", "x.y", "s", 3),
    ),
)
PAGE = SITE / "ferry.html"


def test_blocks_stand_in_the_order_of_the_page() -> None:
    """Kept and removed blocks are put together again by position."""
    assert [part.text[:4] for part in in_order(SPLIT)] == ["firs", "Give", "last", "Bye"]


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "file"])
def test_removed_parts_are_labelled_and_pages_cannot_steer_the_terminal(terminal: bool) -> None:
    """Each removed part carries its category; an escape sequence of the page is shown, not sent."""
    console = Console(file=io.StringIO(), force_terminal=terminal, width=80, highlight=False)
    show(SPLIT, console)
    out = console.file.getvalue()  # type: ignore[attr-defined]
    assert "[donation: appeals.run]" in out
    assert "\x1b]0" not in out
    assert "\x1b[2J" not in out
    assert ("\x1b[2;9m" in out) is terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\tb\nc", "a\tb\nc", id="plain"),
        pytest.param("\x1b[31m", r"\x1b[31m", id="escape"),
        pytest.param("\x9b31m\u202e", r"\x9b31m\u202e", id="C1 and direction"),
    ],
)
def test_printable_shows_what_could_steer(text: str, shown: str) -> None:
    """Characters that could steer the terminal are shown as their code, others stay."""
    assert printable(text) == shown


def test_html_and_text_are_told_apart_by_content(capsys: pytest.CaptureFixture[str]) -> None:
    """A page gives its article, a text its lines; both from the same function."""
    clean = newscrawl.strip
    assert main(["strip", str(PAGE)]) == 0
    out = capsys.readouterr().out
    assert "tied to the quay" in out
    assert "<p>" not in out
    assert "About <p> tags." in clean("About <p> tags.\nA line.")


def test_json_holds_text_and_removals(capsys: pytest.CaptureFixture[str]) -> None:
    """--json gives both parts for programs."""
    assert main(["strip", "--json", str(PAGE)]) == 0
    values = json.loads(capsys.readouterr().out)
    assert "tied to the quay" in values["text"]
    assert {"text", "category", "rule_id", "reason", "position"} == set(values["removed"][0])


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        pytest.param(None, 2, "cannot be read: No such file", id="missing"),
        pytest.param("<html></html>", 3, "page", id="page without text"),
    ],
)
def test_a_file_without_an_article_is_an_error(
    content: str | None, code: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be stripped says why, with its exit code."""
    path = tmp_path / "file"
    if content is not None:
        path.write_text(content)
    assert main(["strip", str(path)]) == code
    assert message in capsys.readouterr().err


TEXTS = {
    "cp1251": ("ru", "После долгого ремонта в городе снова открыт старый мост, и сотни людей прошли по нему под дождём."),
    "koi8-r": ("ru", "После долгого ремонта в городе снова открыт старый мост, и сотни людей прошли по нему под дождём."),
    "gb18030": ("zh", "经过多年的修缮，城里的老桥终于重新开放，数百人冒着雨从桥上走过，最早到的是退休的船工。"),
    "shift_jis": ("ja", "長年の修理を終えて、町の古い橋がふたたび開かれ、雨の中を何百人もの人が歩いて渡った。"),
    "euc_kr": ("ko", "오랜 수리 끝에 마을의 낡은 다리가 다시 열렸고 비가 오는 가운데 수백 명이 걸어서 건넜다."),
    "cp874": ("th", "หลังจากซ่อมแซมมานานหลายปี สะพานเก่าของเมืองก็เปิดอีกครั้ง และผู้คนหลายร้อยคนเดินข้ามท่ามกลางสายฝน"),
    "cp1256": ("ar", "بعد سنوات من الترميم افتتح الجسر القديم في المدينة من جديد، وسار عليه المئات تحت المطر."),
    "cp1253": ("el", "Μετά από χρόνια επισκευών η παλιά γέφυρα της πόλης άνοιξε ξανά, και εκατοντάδες την πέρασαν στη βροχή."),
    "cp1252": ("de", "Nach Jahren der Arbeit ist die alte Brücke wieder geöffnet, und Hunderte gingen im Regen hinüber: schön."),
    "utf-16": ("pl", "Po latach napraw stary most w mieście znów jest otwarty, a setki ludzi przeszły nim w deszczu: żółty."),
    "utf-8-sig": ("fr", "Après des années de travaux, le vieux pont de la ville est rouvert, et des centaines l'ont traversé."),
}  # fmt: skip


@pytest.mark.parametrize("charset", TEXTS)
def test_a_file_is_read_in_its_charset(
    charset: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page on the disk gives the text that a crawl makes of its bytes, and so do bytes in Python."""
    language, text = TEXTS[charset]
    label = "" if charset.startswith("utf") else f"<meta charset={charset}>"
    body = f"<html lang={language}><head>{label}</head><body><article>{f'<p>{text}</p>' * 3}</article></body></html>"
    path = tmp_path / "page.html"
    path.write_bytes(body.encode(charset))
    assert main(["strip", str(path)]) == 0
    out = capsys.readouterr().out
    assert text in out
    assert "\ufffd" not in out
    crawled = extract_page(Page("https://page.invalid/", path.read_bytes()))
    assert out == crawled.text + "\n"
    assert newscrawl.strip(path.read_bytes()) == crawled.text


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_a_text_is_read_in_its_charset_too(charset: str) -> None:
    """Bytes without markup are a text, a block a line."""
    text = TEXTS["cp1251"][1]
    assert newscrawl.strip(f"{text}\n{text}".encode(charset)) == f"{text}\n\n{text}"


WIDE = [
    "町議会は月曜日、市場のそばに新しい図書館を建てることを決めた。雨は夕方まで降り続いた。",
    "市议会周一决定在市场旁边建造一座新的图书馆。雨一直下到傍晚，大桥在一年之后重新开放。",
    "시의회는 월요일 시장 옆에 새 도서관을 짓기로 결정했다. 비는 저녁까지 내렸다.",
    "Городской совет в понедельник решил построить новую библиотеку у рынка.",
    "Der Gemeinderat beschloss am Montag, eine neue Bücherei zu bauen.",
]


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", WIDE)
def test_utf_16_needs_no_mark(charset: str, text: str) -> None:
    """Texts of one line or of many, with spaces or without."""
    assert newscrawl.strip(text.encode(charset)) == text
    assert newscrawl.strip(f"{text}\n{text}\n".encode(charset)) == f"{text}\n\n{text}"


LATIN = {
    "tr": ("Belediye meclisi pazartesi günü çarşının yanına yeni bir kütüphane yapmaya karar verdi, işçiler sevindi.", ("cp1254", "iso8859_9")),
    "pl": ("Rada miasta postanowiła zbudować nową bibliotekę obok targu; ścieżkę do niej już otwarto, są źle oznaczone.", ("cp1250", "iso8859_2")),
    "lt": ("Miesto taryba pirmadienį nusprendė šalia turgaus statyti naują biblioteką, tiltas atidarytas žiemą.", ("cp1257",)),
    "cs": ("Zastupitelé v pondělí rozhodli postavit vedle tržiště novou knihovnu; žáci se těší, že bude otevřena.", ("cp1250", "iso8859_2")),
    "de": ("Der Gemeinderat beschloss am Montag, für die Schüler eine neue Bücherei zu bauen. Die Brücke öffnete früh.", ("cp1252",)),
}  # fmt: skip


@pytest.mark.parametrize("label", ["", "<meta charset=utf-8>", "<meta charset=iso-8859-1>"])
@pytest.mark.parametrize("language", LATIN)
def test_charsets_that_are_alike_are_told_apart(language: str, label: str) -> None:
    """By the language that the page says it is in, and by signs within words; a wrong label does not count."""
    text, charsets = LATIN[language]
    for charset in charsets:
        page = f"<html lang={language}><head>{label}</head><body><article>{f'<p>{text}</p>' * 3}</article></body></html>"
        assert text in newscrawl.strip(page.encode(charset))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"\r\n%PDF-1.4 \n", "got a PDF document", id="pdf after a line break"),
        pytest.param(b"", "it is empty: expected a text or an HTML page", id="empty"),
        pytest.param(b" \n", "it is empty", id="blank"),
        pytest.param(
            b"%PDF-1.7\n%\xe2\xe3", "expected a text or an HTML page, got a PDF document", id="pdf"
        ),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", "got an image", id="image"),
        pytest.param(b"PK\x03\x04\x14", "got an archive; unpack it first", id="archive"),
        pytest.param(b"\x1f\x8b\x08\0", "got an archive; unpack it first", id="gzip"),
        pytest.param(
            b'{"text": "A page."}', "got JSON; records are stripped by newscrawl clean", id="json"
        ),
        pytest.param(
            b"<?xml version='1.0'?><rss><channel/></rss>", "got XML that is no page", id="feed"
        ),
        pytest.param(b"\xef\xbb\xbf \n", "it is empty", id="byte-order mark alone"),
        pytest.param(
            b'{"text": "A page."}\n{"text": "B"}\n',
            "got JSON; records are stripped by",
            id="lines of json",
        ),
        pytest.param(b"{\\rtf1\\ansi A page.}", "got a document in rich text format", id="rtf"),
        pytest.param(
            b"From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n",
            "got a saved page .MHTML.",
            id="mhtml",
        ),
        pytest.param(
            b"WARC/1.1\r\nWARC-Type: response\r\n",
            "got a WARC file; its pages are read by newscrawl extract",
            id="warc",
        ),
        pytest.param(bytes(range(256)) * 20, "got 5120 bytes of binary data", id="binary"),
    ],
)
def test_what_is_neither_text_nor_html_is_refused(
    content: bytes, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the file, what was expected, what came and the way out; the exit code says missed."""
    path = tmp_path / "file"
    path.write_bytes(content)
    assert main(["strip", str(path)]) == 3
    error = capsys.readouterr().err
    assert str(path) in error
    assert re.search(message, error)
    with pytest.raises(ExtractError, match=message):
        newscrawl.strip(content)


@pytest.mark.parametrize(
    "text", ["[1] A note on the bridge.", "{sic}, he wrote of the bridge.", "A <p> tag opens it."]
)
def test_a_text_may_look_like_something_else(text: str) -> None:
    """Brackets and mentioned tags do not make it JSON or HTML."""
    assert newscrawl.strip(text.encode()) == newscrawl.strip(text) == text


@pytest.mark.parametrize("charset", ["cp1251", "koi8-r", "mac_cyrillic"])
@pytest.mark.parametrize(
    "text",
    [
        "Мост открыт снова.\n\nСовет города проголосовал во вторник за восстановление моста.",
        "Река поднялась на два метра.\n\nЖители Нижней улицы переехали к родным, сообщила в среду мэрия Ясного.",
    ],
    ids=["capitals", "many of one letter"],
)
def test_a_russian_text_without_a_label_is_read_in_its_charset(charset: str, text: str) -> None:
    """The small letters of cp1251 and mac_cyrillic are the same bytes, the capitals tell."""
    assert newscrawl.strip(text.encode(charset)) == text


def test_bytes_of_any_kind_are_read_and_what_is_neither_text_nor_bytes_is_named() -> None:
    """A buffer counts as bytes; a wrong type is an error that says what was expected."""
    for given in (bytearray(b"A short text."), memoryview(b"A short text.")):
        assert newscrawl.strip(given) == "A short text."  # type: ignore[arg-type] # wider than promised
    with pytest.raises(
        TypeError, match=r"expected a text or HTML as str, or as bytes .* got NoneType"
    ):
        newscrawl.strip(None)  # type: ignore[arg-type]


PARAGRAPHS = "".join(f"<p>{text}</p>\n" for _, text in TEXTS.values() for _ in range(2)).encode()


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(b"\x00", id="zero"),
        pytest.param(b"\xc3\x28 ", id="half a character"),
        pytest.param(b"rest of a line that was cut\n", id="cut"),
    ],
)
def test_a_page_whose_first_bytes_are_broken_is_a_page(broken: bytes) -> None:
    """Paragraphs alone tell it: no tag is left in its text."""
    text = newscrawl.strip(broken + PARAGRAPHS)
    assert "<p>" not in text
    assert "Hunderte gingen im Regen" in text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Write <p>this</p> and <b>that</b>.\nThen close </div> and </div>.\nA\nB\nC", id="three tags"),
        pytest.param("A page ends with </body></html>.", id="two tags"),
    ],
)  # fmt: skip
def test_a_text_about_tags_stays_a_text(text: str) -> None:
    """A few of them, in a few of its lines."""
    assert newscrawl.strip(text) == text.replace("\n", "\n\n")


@pytest.mark.parametrize(
    ("code", "ends", "message"),
    [
        pytest.param("xx", 2, "expected a code of ISO 639-1; words of boilerplate are known in a", id="no language"),
        pytest.param("german", 2, "did you mean de?", id="a name"),
        pytest.param("pt-BR", 2, "did you mean pt?", id="a tag"),
        pytest.param("eo", 0, "no words of boilerplate are known in it", id="no vocabulary"),
        pytest.param("sr", 0, "", id="read as another"),
        pytest.param("de", 0, "", id="known"),
    ],
)  # fmt: skip
def test_a_language_that_does_not_exist_is_refused(
    code: str, ends: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One without a vocabulary of its own is taken, and its effect is said."""
    path = tmp_path / "text"
    path.write_text(TEXTS["cp1252"][1], encoding="utf-8")
    assert main(["strip", str(path), "--language", code]) == ends
    error = capsys.readouterr().err
    assert message in error
    assert bool(error) is bool(message)


def test_the_language_of_a_page_may_be_given() -> None:
    """What the user says of the language counts for a page as for a text."""
    page = f"<html lang=en><body><article>{'<p>' + TEXTS['cp1252'][1] + '</p>'}</article></body></html>"
    assert newscrawl.strip(page, language="de") == newscrawl.strip(page.encode(), language="de")


def test_unknown_names_of_the_package_are_errors() -> None:
    """The package gives its version and two functions, nothing else."""
    assert newscrawl.__version__
    with pytest.raises(AttributeError, match="no attribute 'scrub'"):
        newscrawl.scrub  # noqa: B018
