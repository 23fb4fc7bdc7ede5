"""The day of publication as pages show it, in some thirty languages, without metadata."""

import pytest
from lxml import html

from newscrawl.extract.metadata.dates import parse_timestamp
from newscrawl.extract.metadata.read import read_metadata
from newscrawl.model.items import Metadata

URL = "https://www.post.example/town/bridge-reopens"
DAYS = [
    ("th", "๑๒ มีนาคม ๒๕๖๙", "2026-03-12"), ("th", "12 มี.ค. 69", "2026-03-12"),
    ("th", "วันพฤหัสบดีที่ 12 มีนาคม พ.ศ. 2569 เวลา 08.15 น.", "2026-03-12T08:15:00"),
    ("th", "เผยแพร่: 12 มี.ค. 2569 08:15 ปรับปรุง: 13 มี.ค. 2569", "2026-03-12T08:15:00"), ("th", "12/03/2569", "2026-03-12"),
    ("th", "12 มี.ค. 2026 | 08:15 น.", "2026-03-12T08:15:00"), ("hi", "१२ मार्च २०२६", "2026-03-12"),
    ("hi", "प्रकाशित: गुरुवार, 12 मार्च 2026, 8:15 PM IST", "2026-03-12T20:15:00"),
    ("hi", "12 मार्च, 2026 08:15 AM", "2026-03-12T08:15:00"), ("hi", "Published: 12 Mar 2026 08:15 AM (IST)", "2026-03-12T08:15:00"),
    ("bn", "১২ মার্চ ২০২৬, ০৮:১৫", "2026-03-12T08:15:00"), ("bn", "প্রকাশ: ১২ মার্চ ২০২৬, ০৮: ১৫", "2026-03-12"),
    ("bn", "বৃহস্পতিবার, ১২ মার্চ ২০২৬", "2026-03-12"), ("ar", "١٢ مارس ٢٠٢٦", "2026-03-12"), ("ar", "الخميس 12 آذار 2026", "2026-03-12"),
    ("ar", "12 مارس/آذار 2026", "2026-03-12"), ("ar", "نشر في: 12/03/2026 - 08:15", "2026-03-12T08:15:00"),
    ("ar", "الخميس، 23 رمضان 1447 هـ الموافق 12 مارس 2026", "2026-03-12"), ("ar", "٢٣ رمضان ١٤٤٧ هـ - ١٢ مارس ٢٠٢٦ م", "2026-03-12"),
    ("ar", "12-03-2026 | 08:15 م", "2026-03-12T20:15:00"), ("ar", "2026/03/12", "2026-03-12"),
    ("ar", "12 مارس 2026 08:15 صباحا", "2026-03-12T08:15:00"), ("ar", "12 مارس 2026 08:15 مساءً", "2026-03-12T20:15:00"),
    ("fa", "۲۱ اسفند ۱۴۰۴ - ۰۸:۱۵", "2026-03-12T08:15:00"), ("fa", "پنجشنبه ۲۱ اسفند ۱۴۰۴ ساعت ۰۸:۱۵", "2026-03-12T08:15:00"),
    ("fa", "۱۴۰۴/۱۲/۲۱", "2026-03-12"), ("fa", "1404/12/21 08:15", "2026-03-12T08:15:00"),
    ("fa", "تاریخ انتشار: ۲۱ اسفند ۱۴۰۴", "2026-03-12"), ("fa", "۱۴۰۴-۱۲-۲۱ ۰۸:۱۵", "2026-03-12T08:15:00"),
    ("fa", "21 اسفند 1404", "2026-03-12"), ("fa", "۱۲ مارس ۲۰۲۶", "2026-03-12"), ("he", "12.03.2026 08:15", "2026-03-12T08:15:00"),
    ("he", "יום חמישי, 12 במרץ 2026", "2026-03-12"), ("he", "פורסם: 12.03.26 , 08:15", "2026-03-12T08:15:00"),
    ("he", "12/03/2026", "2026-03-12"), ("he", "כ\"ג באדר תשפ\"ו, 12 מרץ 2026", "2026-03-12"),
    ("ja", "2026年3月12日 8時15分", "2026-03-12T08:15:00"), ("ja", "令和8年3月12日", "2026-03-12"), ("ja", "2026/3/12 8:15", "2026-03-12T08:15:00"),
    ("ja", "2026.03.12 Thu", "2026-03-12"), ("ja", "2026年3月12日（木）午後8時15分", "2026-03-12T20:15:00"),
    ("ja", "公開日：2026.03.12 更新日：2026.03.13", "2026-03-12"), ("ja", "２０２６年３月１２日", "2026-03-12"), ("ja", "二〇二六年三月十二日", "2026-03-12"),
    ("ja", "[2026年03月12日]", "2026-03-12"), ("zh", "2026年03月12日08:15", "2026-03-12T08:15:00"),
    ("zh", "2026-03-12 08:15:00 来源：青石日报", "2026-03-12T08:15:00"), ("zh", "二零二六年三月十二日", "2026-03-12"),
    ("zh", "發布時間：2026-03-12 08:15", "2026-03-12T08:15:00"), ("zh", "發佈於 2026/03/12 下午 8:15", "2026-03-12T20:15:00"),
    ("zh", "民國115年3月12日", "2026-03-12"), ("zh", "2026年3月12日 星期四 晚上8:15", "2026-03-12T20:15:00"),
    ("zh", "时间：2026-3-12 8:15:00 点击：88", "2026-03-12T08:15:00"), ("zh", "2026.3.12", "2026-03-12"),
    ("ko", "2026년 3월 12일 오후 8:15", "2026-03-12T20:15:00"), ("ko", "입력 2026.03.12 08:15 수정 2026.03.13 09:00", "2026-03-12T08:15:00"),
    ("ko", "2026-03-12 08:15:30", "2026-03-12T08:15:30"), ("ko", "등록 : 2026-03-12 08:15", "2026-03-12T08:15:00"),
    ("ko", "2026. 3. 12. 08:15", "2026-03-12T08:15:00"), ("ko", "승인 2026.03.12 08:15", "2026-03-12T08:15:00"),
    ("ko", "기사승인 2026-03-12  08:15:30", "2026-03-12T08:15:30"), ("ru", "12 марта 2026, 08:15", "2026-03-12T08:15:00"),
    ("ru", "12.03.2026 в 08:15", "2026-03-12T08:15:00"), ("ru", "Опубликовано: 12 мар. 2026 г.", "2026-03-12"),
    ("ru", "12 марта 2026 г. 08:15 мск", "2026-03-12T08:15:00"), ("ru", "Чт, 12.03.2026", "2026-03-12"),
    ("ru", "08:15, 12 марта 2026", "2026-03-12"), ("uk", "12 березня 2026, 08:15", "2026-03-12T08:15:00"),
    ("bg", "12 март 2026 г., 08:15 ч.", "2026-03-12T08:15:00"), ("bg", "12.03.2026 г. | 08:15", "2026-03-12T08:15:00"),
    ("el", "12 Μαρτίου 2026, 08:15", "2026-03-12T08:15:00"), ("el", "12/03/2026 08:15 μ.μ.", "2026-03-12T20:15:00"),
    ("el", "Δημοσιεύθηκε: 12/03/2026", "2026-03-12"), ("el", "Πέμπτη 12 Μαρ. 2026", "2026-03-12"),
    ("tr", "12 Mart 2026 Perşembe 08:15", "2026-03-12T08:15:00"),
    ("tr", "Giriş: 12.03.2026 - 08:15 Güncelleme: 13.03.2026", "2026-03-12T08:15:00"), ("tr", "Yayınlanma: 12 Mar 2026", "2026-03-12"),
    ("vi", "Thứ Năm, 12/03/2026 08:15", "2026-03-12T08:15:00"), ("vi", "12/03/2026 | 08:15 GMT+7", "2026-03-12T08:15:00+07:00"),
    ("vi", "Thứ năm, ngày 12 tháng 3 năm 2026", "2026-03-12"), ("vi", "08:15 12/03/2026", "2026-03-12"),
    ("vi", "Ngày đăng: 12-03-2026", "2026-03-12"), ("id", "Kamis, 12 Maret 2026 | 08:15 WIB", "2026-03-12T08:15:00+07:00"),
    ("id", "12 Mar 2026, 08:15 WIB", "2026-03-12T08:15:00+07:00"), ("id", "Diterbitkan 12/03/2026, 08:15", "2026-03-12T08:15:00"),
    ("id", "Kamis 12 Mar 2026 20.15 WIB", "2026-03-12T20:15:00+07:00"), ("ur", "12 مارچ 2026", "2026-03-12"),
    ("ur", "جمعرات 12 مارچ 2026 08:15", "2026-03-12T08:15:00"), ("ur", "۱۲ مارچ ۲۰۲۶", "2026-03-12"),
    ("sw", "12 Machi 2026", "2026-03-12"), ("sw", "Alhamisi, 12 Machi 2026", "2026-03-12"),
    ("de", "12. März 2026, 8.15 Uhr", "2026-03-12T08:15:00"), ("de", "Stand: 12.03.2026 08:15 Uhr", "2026-03-12T08:15:00"),
    ("de", "Veröffentlicht am 12.03.2026", "2026-03-12"), ("de", "Donnerstag, 12.03.2026, 08:15", "2026-03-12T08:15:00"),
    ("de", "12.3.26", "2026-03-12"), ("de", "12.03.2026 – 08:15 Uhr | aktualisiert 13.03.2026", "2026-03-12T08:15:00"),
    ("de", "Erstellt: 12.03.2026, 08:15 Uhr", "2026-03-12T08:15:00"), ("fr", "Publié le 12 mars 2026 à 08h15", "2026-03-12T08:15:00"),
    ("fr", "Publié le 12/03/2026 à 08:15, mis à jour le 13/03/2026", "2026-03-12T08:15:00"), ("fr", "jeudi 1er mars 2026", "2026-03-01"),
    ("fr", "Le 12 mars 2026 à 8h15", "2026-03-12T08:15:00"), ("fr", "12 mars 2026 - 08h15 CET", "2026-03-12T08:15:00+01:00"),
    ("es", "12 de marzo de 2026 - 08:15 h", "2026-03-12T08:15:00"), ("es", "12/03/2026 a las 08:15", "2026-03-12T08:15:00"),
    ("es", "Jueves, 12 marzo 2026", "2026-03-12"), ("es", "12 MAR 2026 - 08:15 CET", "2026-03-12T08:15:00+01:00"),
    ("es", "marzo 12, 2026", "2026-03-12"), ("es", "08:15 | 12 de marzo del 2026", "2026-03-12"),
    ("pt", "12 de março de 2026 às 08h15", "2026-03-12T08:15:00"), ("pt", "12/03/2026 08h15", "2026-03-12T08:15:00"),
    ("pt", "Publicado em 12 mar. 2026", "2026-03-12"), ("pt", "12 mar 2026 às 08:15", "2026-03-12T08:15:00"),
    ("it", "12 marzo 2026 alle 08:15", "2026-03-12T08:15:00"), ("it", "Pubblicato il 12/03/2026 ore 08:15", "2026-03-12T08:15:00"),
    ("it", "giovedì 12 marzo 2026 - 08:15", "2026-03-12T08:15:00"), ("it", "12 Mar 2026 08:15", "2026-03-12T08:15:00"),
    ("it", "1° marzo 2026", "2026-03-01"), ("pl", "12 marca 2026, 08:15", "2026-03-12T08:15:00"),
    ("pl", "12.03.2026 r., godz. 8.15", "2026-03-12T08:15:00"), ("pl", "Data publikacji: 12.03.2026", "2026-03-12"),
    ("cs", "12. března 2026 8:15", "2026-03-12T08:15:00"), ("cs", "12. 3. 2026", "2026-03-12"),
    ("cs", "12. 3. 2026 8:15", "2026-03-12T08:15:00"), ("cs", "čtvrtek 12. března 2026", "2026-03-12"),
    ("hu", "2026. március 12., csütörtök 08:15", "2026-03-12T08:15:00"), ("hu", "2026.03.12. 08:15", "2026-03-12T08:15:00"),
    ("hu", "2026. 03. 12.", "2026-03-12"), ("hu", "2026. már. 12.", "2026-03-12"), ("fi", "12.3.2026 klo 8.15", "2026-03-12T08:15:00"),
    ("fi", "Julkaistu 12.3.2026", "2026-03-12"), ("fi", "to 12.3.2026 8:15", "2026-03-12T08:15:00"),
    ("fi", "12. maaliskuuta 2026", "2026-03-12"), ("sv", "12 mars 2026 kl. 08.15", "2026-03-12T08:15:00"),
    ("sv", "Publicerad 2026-03-12 08:15", "2026-03-12T08:15:00"), ("sv", "torsdag 12 mars 2026", "2026-03-12"),
    ("nl", "12 maart 2026 om 08:15", "2026-03-12T08:15:00"), ("nl", "do 12 mrt. 2026", "2026-03-12"),
    ("da", "12. marts 2026 kl. 8.15", "2026-03-12T08:15:00"), ("da", "Torsdag d. 12. mar. 2026", "2026-03-12"),
    ("ro", "12 martie 2026, 08:15", "2026-03-12T08:15:00"), ("ta", "12 மார்ச் 2026", "2026-03-12"),
    ("en", "Thursday 12 March 2026 8:15 pm", "2026-03-12T20:15:00"),
    ("en", "March 12, 2026 at 8:15 a.m. EST", "2026-03-12T08:15:00-05:00"), ("en", "Mar. 12, 2026 8:15pm ET", "2026-03-12T20:15:00"),
    ("en", "12 Mar 2026", "2026-03-12"), ("en", "Published: March 12, 2026; Updated: March 13, 2026", "2026-03-12"),
    ("en", "12th of March 2026", "2026-03-12"), ("en", "Posted on March 12th, 2026", "2026-03-12"),
    ("en", "20:15, 12 March 2026", "2026-03-12"), ("en", "UPDATED 13 Mar 2026 PUBLISHED 12 Mar 2026", "2026-03-12"),
    ("en", "12/03/2026", "2026-03-12"),
]  # fmt: skip

CHANGED = [
    ("hi", "Updated: 13 मार्च 2026"), ("bn", "আপডেট: ১৩ মার্চ ২০২৬"), ("ar", "آخر تحديث: 13 مارس 2026"), ("ru", "Обновлено 13 марта 2026"),
    ("tr", "Güncelleme: 13 Mart 2026"), ("de", "Aktualisiert am 13.03.2026"), ("fr", "Mis à jour le 13 mars 2026"),
    ("es", "Actualizado: 13/03/2026"), ("pl", "Aktualizacja: 13.03.2026"), ("sv", "Uppdaterad 2026-03-13"),
    ("en", "Updated March 13, 2026"),
]  # fmt: skip


def read(language: str, line: str, more: str = "") -> Metadata:
    """The metadata of a page with *line* under its headline, and *more* before its footer."""
    page = f"""<html lang="{language}"><head><title>The bridge reopens today</title></head><body><h1>The bridge reopens today</h1>
        <p>{line}</p><p>The bridge is open again, as the council said.</p>{more}<footer>© 2020 Example Post</footer></body></html>"""
    return read_metadata(html.document_fromstring(page), URL)


@pytest.mark.parametrize(("language", "line", "iso"), DAYS)
def test_the_day_is_read_in_every_script_and_calendar(language: str, line: str, iso: str) -> None:
    """Digits of any script, calendars, halves of a day, years of two digits; "updated" beside it does not count."""
    found = read(language, line).published
    assert found is not None
    assert (found.iso, found.source) == (iso, "page:line")


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("de", "Termin: 14.06.2026, 18 Uhr</p><p>Veröffentlicht am 12.03.2026 von Jörg Weiß"),
        ("fr", "Concert : 14 juin 2026</p><p>Publié le 12 mars 2026"),
        ("es", "Fecha: 14 de junio de 2026</p><p>Publicado el 12 de marzo de 2026"),
        ("en", "When: June 14, 2026</p><p>Posted on March 12, 2026"),
        ("ko", "행사 2026년 6월 14일</p><p>입력 2026년 3월 12일"),
    ],
)
def test_a_day_that_is_called_that_of_publication_wins(language: str, lines: str) -> None:
    """The day of an event may be above it."""
    found = read(language, lines).published
    assert found is not None
    assert found.iso == "2026-03-12"


@pytest.mark.parametrize(("language", "line"), CHANGED)
def test_a_day_of_change_alone_is_the_last_change(language: str, line: str) -> None:
    """It is also taken for the day of publication, where nothing else tells."""
    found = read(language, line)
    assert found.modified is not None
    assert found.published is not None
    assert found.modified.iso == found.published.iso == "2026-03-13"


@pytest.mark.parametrize(
    "line", ["Published 2 hours ago", "vor 3 Stunden", "3月12日 08:15", "March 2026", "2026", "© 2026"]
)  # fmt: skip
def test_what_is_no_whole_day_gives_none(line: str) -> None:
    """A span of time, a year, a month, a version: nothing is guessed from them, nor from the footer."""
    assert read("en", line).published is None


@pytest.mark.parametrize(
    "text", ["Version 8.3.12.4", "R8.3.12", "12.3.26.7", "1.2.34,5", "12:3.4.26"]
)
def test_numbers_with_points_are_no_short_dates(text: str) -> None:
    """A version or a price has more numbers, letters or a comma beside it."""
    assert parse_timestamp(text) is None


def test_the_day_of_another_story_is_not_that_of_the_article() -> None:
    """The lines of a teaser below are not those under the headline."""
    card = '<div class="card"><h3><a href="/other">Another story</a></h3><p>1.2.2019</p></div>'
    found = read("de", "12. März 2026", card).published
    assert found is not None
    assert found.iso == "2026-03-12"
    guessed = read("de", "Town", card).published
    assert guessed is None or guessed.source == "page:text"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Copyright, stand of June 2010, all rights with the harbour", None),
        ("Stand: Juni 2010, alle Rechte beim Hafen", None),
        ("Published on 3 June 2010 by the harbour", "2010-06-03"),
        ("Veröffentlicht am 03.06.2010 vom Hafen", "2010-06-03"),
    ],
)
def test_a_day_that_is_not_written_is_not_guessed(text: str, day: str | None) -> None:
    """A month and a year in the text are no day of publication."""
    page = f"<html><head><title>Ships</title></head><body><p>The ships.</p><div><p>{text}</p></div></body></html>"
    found = read_metadata(
        html.document_fromstring(page), "https://www.harbour.example/a/b"
    ).published
    assert (found.iso[:10] if found else None) == day
