"""UTF-16 without a byte-order mark is told by its bytes, and nothing else is taken for it."""

import pytest

from newscrawl.extract.parse.wide_charset import wide_charset

TEXTS = {
    "ja": "町議会は月曜日、市場のそばに新しい図書館を建てることを決めた。雨は夕方まで降り続いた。",
    "zh": "市议会周一决定在市场旁边建造一座新的图书馆。雨一直下到傍晚，大桥在一年之后重新开放。",
    "zh-tw": "市議會週一決定在市場旁邊建造新的圖書館。",
    "ko": "시의회는 월요일 시장 옆에 새 도서관을 짓기로 결정했다. 비는 저녁까지 내렸다.",
    "ru": "Городской совет в понедельник решил построить новую библиотеку у рынка.",
    "ar": "قرر مجلس المدينة يوم الاثنين بناء مكتبة جديدة بجانب السوق.",
    "he": "מועצת העיר החליטה ביום שני לבנות ספרייה חדשה ליד השוק.",
    "hi": "नगर परिषद ने सोमवार को बाज़ार के पास नया पुस्तकालय बनाने का फ़ैसला किया।",
    "de": "Der Gemeinderat beschloss am Montag, eine neue Bücherei zu bauen.",
}
WIDE = ("utf-16-le", "utf-16-be")


@pytest.mark.parametrize("charset", WIDE)
@pytest.mark.parametrize("language", TEXTS)
def test_a_text_of_pairs_is_known(language: str, charset: str) -> None:
    """Of one line or of many, bare or in a page."""
    text = TEXTS[language]
    assert wide_charset(text.encode(charset)) == charset
    assert wide_charset(f"{text}\n{text}\n".encode(charset)) == charset
    assert wide_charset(f" \n<p>{text}</p>".encode(charset)) == charset
    assert wide_charset((text * 900).encode(charset)) == charset


@pytest.mark.parametrize("charset", ["gb18030", "big5", "cp932", "euc_jp", "cp949", "utf-8"])
@pytest.mark.parametrize("language", TEXTS)
def test_what_is_no_utf_16_is_not_read_as_it(language: str, charset: str) -> None:
    """Two bytes for a letter are not enough."""
    assert wide_charset(TEXTS[language].encode(charset, "ignore")) is None


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        pytest.param("<!doctype html>".encode("utf-16-be"), "utf-16-be", id="a doctype"),
        pytest.param("<?xml".encode("utf-16-le"), "utf-16-le", id="an XML declaration"),
        pytest.param("\r\n\t <p>".encode("utf-16-be"), "utf-16-be", id="white space before"),
        pytest.param("<p>é".encode("utf-16-le") + b"x", "utf-16-le", id="a tag and an odd byte"),
        pytest.param("< p>".encode("utf-16-le"), None, id="a sign that is no tag"),
        pytest.param("橋".encode("utf-16-le"), None, id="too short"),
        pytest.param(TEXTS["ru"].encode("utf-16-le")[1:], None, id="an odd number of bytes"),
        pytest.param(b"<p>The bridge opens again", None, id="ASCII"),
        pytest.param("The bridge opens".encode("utf-16-be"), "utf-16-be", id="bare English"),
        pytest.param(
            ("一丁七万 。" * 3).encode("utf-16-le"), "utf-16-le", id="letters with a zero"
        ),
        pytest.param(
            "Мост \ud83d снова открыт".encode("utf-16-le", "surrogatepass"),
            None,
            id="half a letter",
        ),
        pytest.param(b"", None, id="nothing"),
        pytest.param(b"\0" * 40, None, id="zeros"),
        pytest.param(b"<p>abc\0def</p>" * 9, None, id="a zero in each paragraph"),
        pytest.param(b"The bridge\0opens again.", None, id="a zero in a short text"),
        pytest.param("<p>Der\0 Fluß</p>".encode() * 9, None, id="a zero among UTF-8"),
        pytest.param(
            "<p>橋が\0開く</p>".encode() * 999, None, id="UTF-8 that is cut within a letter"
        ),
        pytest.param(bytes(range(256)) * 2, None, id="all bytes"),
        pytest.param("\x01\x02 a b c d e f".encode("utf-16-le"), None, id="controls"),
        pytest.param(b"<\0p\0>\0", "utf-16-le", id="a tag alone"),
    ],
)
def test_the_edges(body: bytes, charset: str | None) -> None:
    """A tag of two-byte letters is enough; zero bytes alone may be an accident."""
    assert wide_charset(body) == charset
