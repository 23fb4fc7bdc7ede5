"""Bylines as outlets print them, in some thirty languages: the authors of whole pages without metadata."""

import pytest
from lxml import html

from newscrawl.extract.metadata.read import read_metadata
from newscrawl.extract.parse.html import parse_html

URL = "https://www.post.example/town/bridge-reopens"
HEADLINES = {
    "zh": "大桥重新开放", "ja": "橋が再び開通した", "ko": "다리 다시 열려", "th": "สะพานเปิดอีกครั้ง", "hi": "पुल फिर खुला", "ar": "الجسر يفتح من جديد",
    "fa": "پل دوباره باز شد", "he": "הגשר נפתח מחדש", "ru": "Мост снова открыт для всех", "el": "Η γέφυρα άνοιξε ξανά",
    "bg": "Мостът отново е отворен", "tr": "Köprü yeniden açıldı", "vi": "Cây cầu mở lại hôm nay", "id": "Jembatan dibuka lagi",
    "bn": "সেতু আবার খুলল", "ur": "پل دوبارہ کھل گیا", "sw": "Daraja lafunguliwa tena", "de": "Brücke wieder offen für alle",
    "fr": "Le pont rouvre enfin ce soir", "es": "El puente vuelve a abrir", "pt": "A ponte volta a abrir", "it": "Il ponte riapre a tutti",
    "pl": "Most znów otwarty dla ruchu", "cs": "Most je znovu otevřený", "hu": "Újra nyitva a híd ma", "fi": "Silta avattiin uudelleen",
    "sv": "Bron öppnar igen i dag", "en": "The bridge reopens today", "uk": "Міст знову відкрито", "nl": "De brug is weer open",
    "da": "Broen er åben igen", "ro": "Podul s-a redeschis azi", "ta": "பாலம் மீண்டும் திறப்பு",
}  # fmt: skip
LINES = [
    ("zh", "青石日报记者 王芳 北山报道", "王芳"), ("zh", "文 | 王芳　编辑 | 李明", "王芳"), ("zh", "作者：王芳（青石大学教授）", "王芳"), ("zh", "本报记者 王芳 通讯员 李明 摄影报道", "王芳;李明"),
    ("zh", "新华社记者 王芳、李明", "王芳;李明"), ("zh", "来源：青石日报 责任编辑：王芳", ""), ("zh", "中新社青石3月12日电 (记者 王芳)", "王芳"), ("zh", "王芳/文 李明/图", "王芳"),
    ("zh", "◎记者 王芳 李明", "王芳;李明"), ("zh", "【记者王芳／青石报导】", "王芳"), ("zh", "記者 王小芳／台北報導", "王小芳"), ("zh", "撰文 | 王芳 李明", "王芳;李明"),
    ("zh", "文/本报记者 王芳 图/李明", "王芳"), ("zh", "作者 王芳 2026年3月12日", "王芳"), ("zh", "青石日报 2026-03-12 08:15", ""), ("zh", "综合报道", ""),
    ("zh", "欧阳娜娜 | 文", "欧阳娜娜"), ("zh", "特约评论员 王芳", "王芳"),
    ("ja", "取材・文／山田太郎　撮影／佐藤花子", "山田太郎"), ("ja", "【山田太郎】", "山田太郎"), ("ja", "山田 太郎 (やまだ たろう) 記者", "山田 太郎"), ("ja", "青石支局・山田太郎", "山田太郎"),
    ("ja", "（山田太郎、佐藤花子）", "山田太郎;佐藤花子"), ("ja", "聞き手・山田太郎", "山田太郎"), ("ja", "編集委員　山田太郎", "山田太郎"), ("ja", "ライター：山田太郎 編集：佐藤花子", "山田太郎"),
    ("ja", "筆者：山田太郎（青石大学教授）", "山田太郎"), ("ja", "TEXT：山田太郎 PHOTO：佐藤花子", "山田太郎"), ("ja", "文 山田太郎 写真 佐藤花子", "山田太郎"), ("ja", "青石新聞社", ""),
    ("ja", "執筆者：山田太郎", "山田太郎"), ("ja", "山田太郎＝青石通信員", "山田太郎"),
    ("ko", "김철수 특파원", "김철수"), ("ko", "[새소식 김철수 기자]", "김철수"), ("ko", "기자 김철수 kim@post.example", "김철수"), ("ko", "글·사진 김철수 기자", "김철수"),
    ("ko", "김철수·이영희·박민수 기자", "김철수;이영희;박민수"), ("ko", "김철수 논설위원", "김철수"), ("ko", "이영희 인턴기자", "이영희"), ("ko", "남궁민수 기자", "남궁민수"),
    ("ko", "새소식 편집국", ""), ("ko", "by 김철수", "김철수"), ("ko", "김철수 기자 | 2026.03.12", "김철수"),
    ("th", "โดย: สมชาย ใจดี", "สมชาย ใจดี"), ("th", "เรื่อง : สมชาย ใจดี | ภาพ : อรทัย ดีงาม", "สมชาย ใจดี"),
    ("th", "ผู้เขียน: ดร.สมชาย ใจดี", "ดร.สมชาย ใจดี"), ("th", "กองบรรณาธิการ", ""), ("th", "โดย กองบรรณาธิการข่าวสด", ""),
    ("th", "เขียนโดย สมชาย ใจดี และ อรทัย ดีงาม", "สมชาย ใจดี;อรทัย ดีงาม"), ("th", "ผู้สื่อข่าว: สมชาย ใจดี", "สมชาย ใจดี"),
    ("hi", "द्वारा: राम शर्मा", "राम शर्मा"), ("hi", "Written By: राम शर्मा", "राम शर्मा"), ("hi", "राम शर्मा, संवाददाता", "राम शर्मा"),
    ("hi", "संवाददाता, पटना", ""), ("hi", "एजेंसी, नई दिल्ली", ""), ("hi", "लेखक - राम शर्मा", "राम शर्मा"),
    ("hi", "प्रस्तुति: राम शर्मा", "राम शर्मा"),
    ("ar", "بقلم محمد حسن", "محمد حسن"), ("ar", "كتب - محمد حسن", "محمد حسن"), ("ar", "كتبت/ سارة علي", "سارة علي"),
    ("ar", "إعداد: محمد حسن و سارة علي", "محمد حسن;سارة علي"), ("ar", "تحرير: سارة علي", ""), ("ar", "المصدر: رويترز", ""),
    ("ar", "تقرير: محمد حسن - تصوير: سارة علي", "محمد حسن"), ("ar", "محمد حسن — صحفي", "محمد حسن"), ("ar", "وكالات", ""),
    ("ar", "بقلم: عبد الرحمن بن خالد", "عبد الرحمن بن خالد"),
    ("fa", "به قلم: علی رضایی", "علی رضایی"), ("fa", "علی رضایی، خبرنگار", "علی رضایی"), ("fa", "گزارش: علی رضایی", "علی رضایی"),
    ("fa", "گروه سیاسی", ""), ("fa", "نوشته علی رضایی", "علی رضایی"), ("fa", "منبع: ایسنا", ""),
    ("fa", "نویسنده : دکتر علی رضایی", "دکتر علی رضایی"),
    ("he", "דנה כהן, כתבת", "דנה כהן"), ("he", "מאת ד\"ר דנה כהן", "ד\"ר דנה כהן"), ("he", "כתב: יוסי לוי | צילום: דנה כהן", "יוסי לוי"),
    ("he", "מערכת הפוסט", ""),
    ("ru", "Иван Петров, корреспондент «Вестника»", "Иван Петров"), ("ru", "Текст: Иван Петров. Фото: Анна Белова", "Иван Петров"),
    ("ru", "Автор И. Петров", "И. Петров"), ("ru", "Автор: Петров Иван Сергеевич", "Петров Иван Сергеевич"),
    ("ru", "Иван Петров, ТАСС", "Иван Петров;ТАСС"), ("ru", "Редакция", ""), ("ru", "Источник: РИА Новости", ""),
    ("ru", "Подготовила Анна Белова", "Анна Белова"), ("ru", "Материал подготовил: Иван Петров", "Иван Петров"),
    ("ru", "Анна Белова | Журналист", "Анна Белова"),
    ("el", "Του Γιώργου Παππά", "Γιώργου Παππά"), ("el", "Συντάκτης: Νίκος Δήμου", "Νίκος Δήμου"),
    ("el", "Γράφει η Μαρία Νίκου", "Μαρία Νίκου"), ("el", "Ρεπορτάζ: Νίκος Δήμου", "Νίκος Δήμου"), ("el", "Επιμέλεια: Νίκος Δήμου", ""),
    ("el", "Newsroom", ""), ("el", "Των Νίκου Δήμου και Μαρίας Νίκου", "Νίκου Δήμου;Μαρίας Νίκου"),
    ("bg", "от Мария Иванова", "Мария Иванова"), ("bg", "Автор: Мария Иванова, Снимка: Иван Петров", "Мария Иванова"),
    ("bg", "Мария Иванова, БТА", "Мария Иванова;БТА"),
    ("tr", "Yazan: Ayşe Yılmaz", "Ayşe Yılmaz"), ("tr", "Haber: Ayşe Yılmaz - Fotoğraf: Ali Kaya", "Ayşe Yılmaz"),
    ("tr", "Haber Merkezi", ""), ("tr", "Muhabir: Ayşe Yılmaz, Editör: Ali Kaya", "Ayşe Yılmaz"), ("tr", "Kaynak: AA", ""),
    ("vi", "Bài và ảnh: Nguyễn Văn An", "Nguyễn Văn An"), ("vi", "Tác giả: Nguyễn Văn An - Trần Thị Bình", "Nguyễn Văn An;Trần Thị Bình"),
    ("vi", "Nguồn: Báo Mới", ""), ("vi", "PV Nguyễn Văn An", "Nguyễn Văn An"),
    ("id", "Reporter: Budi Santoso | Editor: Siti Rahma", "Budi Santoso"),
    ("id", "Oleh Budi Santoso dan Siti Rahma", "Budi Santoso;Siti Rahma"),
    ("id", "Penulis Budi Santoso, Editor Siti Rahma", "Budi Santoso"), ("id", "Tim Redaksi", ""),
    ("id", "Laporan wartawan Budi Santoso", "Budi Santoso"), ("id", "Kontributor: Budi Santoso", "Budi Santoso"),
    ("id", "Sumber: Antara", ""),
    ("bn", "নিজস্ব প্রতিবেদক", ""), ("bn", "লেখা: রহিম উদ্দিন", "রহিম উদ্দিন"), ("bn", "প্রতিবেদক: রহিম উদ্দিন", "রহিম উদ্দিন"),
    ("ur", "تحریر: احمد علی", "احمد علی"), ("ur", "احمد علی، نامہ نگار", "احمد علی"), ("ur", "ویب ڈیسک", ""),
    ("ur", "از احمد علی", "احمد علی"), ("ur", "رپورٹ: احمد علی اور سارہ خان", "احمد علی;سارہ خان"),
    ("sw", "Mwandishi: Juma Ali na Asha Omari", "Juma Ali;Asha Omari"), ("sw", "Imeandikwa na Juma Ali", "Juma Ali"),
    ("sw", "Picha: Asha Omari", ""),
    ("de", "Von unserer Redakteurin Ann Lee", "Ann Lee"), ("de", "Von Ann Lee, Berlin", "Ann Lee"),
    ("de", "Von Dr. Ann Lee und Prof. Bo Ek", "Dr. Ann Lee;Prof. Bo Ek"), ("de", "Ein Kommentar von Ann Lee", "Ann Lee"),
    ("de", "Ann Lee (Text) und Bo Ek (Fotos)", "Ann Lee"), ("de", "Ann Lee, Redakteurin", "Ann Lee"),
    ("de", "Autorin: Ann Lee · Fotos: Bo Ek", "Ann Lee"), ("de", "Von Ann Lee und dpa", "Ann Lee;dpa"), ("de", "VON ANN LEE", "ANN LEE"),
    ("de", "Aus Berlin berichtet Ann Lee", "Ann Lee"), ("de", "Interview: Ann Lee", "Ann Lee"), ("de", "Protokoll: Ann Lee", "Ann Lee"),
    ("de", "Von: Ann Lee", "Ann Lee"), ("de", "Stand: 12.03.2026 | Von Ann Lee", "Ann Lee"), ("de", "Redaktion", ""),
    ("fr", "Par Zoé Roux, envoyée spéciale à Rome", "Zoé Roux"), ("fr", "Par Zoé Roux avec AFP", "Zoé Roux;AFP"),
    ("fr", "Propos recueillis par Zoé Roux", "Zoé Roux"), ("fr", "Texte : Zoé Roux. Photos : Luc Blanc", "Zoé Roux"),
    ("fr", "Par la rédaction", ""), ("fr", "Publié par Zoé Roux le 12 mars 2026", "Zoé Roux"),
    ("fr", "Recueilli par Zoé Roux", "Zoé Roux"), ("fr", "Un article de Zoé Roux", "Zoé Roux"),
    ("es", "Por Ana Ruiz | Madrid", "Ana Ruiz"), ("es", "Ana Ruiz, corresponsal", "Ana Ruiz"),
    ("es", "Texto: Ana Ruiz / Fotos: Luis Gil", "Ana Ruiz"), ("es", "Redacción", ""), ("es", "Entrevista de Ana Ruiz", "Ana Ruiz"),
    ("es", "Escribe: Ana Ruiz", "Ana Ruiz"), ("es", "Por: Ana María de la Cruz", "Ana María de la Cruz"),
    ("pt", "Por Ana Silva — Lisboa", "Ana Silva"), ("pt", "Texto de Ana Silva", "Ana Silva"),
    ("pt", "Ana Silva (texto) e Rui Gomes (fotos)", "Ana Silva"), ("pt", "Reportagem: Ana Silva", "Ana Silva"), ("pt", "Da Redação", ""),
    ("pt", "Ana Silva, repórter", "Ana Silva"),
    ("it", "di Ugo Neri", "Ugo Neri"), ("it", "di UGO NERI e Ada Blu", "UGO NERI;Ada Blu"), ("it", "Di Redazione", ""),
    ("it", "dal nostro inviato Ugo Neri", "Ugo Neri"), ("it", "Testo di Ugo Neri, foto di Ada Blu", "Ugo Neri"),
    ("it", "A cura di Ugo Neri", "Ugo Neri"), ("it", "dalla nostra corrispondente Ada Blu", "Ada Blu"),
    ("it", "Articolo di Ugo Neri", "Ugo Neri"),
    ("pl", "Autor: Anna Nowak", "Anna Nowak"), ("pl", "Anna Nowak, PAP", "Anna Nowak;PAP"), ("pl", "oprac. Anna Nowak", "Anna Nowak"),
    ("pl", "Rozmawiała Anna Nowak", "Anna Nowak"), ("pl", "Źródło: PAP", ""), ("pl", "Redakcja", ""),
    ("cs", "Autor: Jana Nováková, ČTK", "Jana Nováková;ČTK"), ("cs", "Připravila: Jana Nováková", "Jana Nováková"),
    ("cs", "Napsal Petr Dvořák", "Petr Dvořák"), ("cs", "Zdroj: ČTK", ""), ("cs", "Redakce", ""),
    ("hu", "Szerző: Kovács Béla", "Kovács Béla"), ("hu", "Írta Kovács Béla", "Kovács Béla"),
    ("hu", "Kovács Béla – MTI", "Kovács Béla;MTI"),
    ("fi", "Teksti ja kuvat: Matti Salo", "Matti Salo"), ("fi", "Matti Salo, toimittaja", "Matti Salo"),
    ("fi", "Toimittaja: Matti Salo", "Matti Salo"),
    ("sv", "Av Erik Berg", "Erik Berg"), ("sv", "Text: Erik Berg Foto: Eva Lund", "Erik Berg"), ("sv", "Erik Berg, reporter", "Erik Berg"),
    ("sv", "Skriven av Erik Berg", "Erik Berg"), ("sv", "Publicerad av Erik Berg", "Erik Berg"),
    ("en", "By Ann Lee with Bo Ek", "Ann Lee;Bo Ek"), ("en", "By Ann Lee | Photos by Bo Ek", "Ann Lee"), ("en", "By ANN LEE", "ANN LEE"),
    ("en", "March 5, 2024 by Ann Lee", "Ann Lee"), ("en", "Tuesday, 5 March 2024 – By Ann Lee", "Ann Lee"),
    ("de", "5. März 2024 von Ann Lee", "Ann Lee"), ("es", "5 de marzo de 2024 por Ana Sanz", "Ana Sanz"),
    ("en", "By Dr. Ann Lee", "Dr. Ann Lee"), ("en", "Story by Ann Lee", "Ann Lee"), ("en", "By J. R. R. Lee", "J. R. R. Lee"),
    ("en", "Ann Lee, Staff Writer", "Ann Lee"), ("en", "By Ann Lee in Berlin", "Ann Lee"),
    ("en", "By Ann Lee and Bo Ek, in Berlin", "Ann Lee;Bo Ek"), ("en", "By staff", ""),
    ("en", "Reporting by Ann Lee; Editing by Bo Ek", "Ann Lee"), ("en", "By Ann Lee (ann@post.example)", "Ann Lee"),
    ("en", "By Ann O'Neil-Lee Jr.", "Ann O'Neil-Lee Jr"),
    ("uk", "Автор: Олена Коваль", "Олена Коваль"),
    ("nl", "Door Jan de Wit en Els Bos", "Jan de Wit;Els Bos"), ("nl", "Door onze redacteur Jan de Wit", "Jan de Wit"),
    ("da", "Af Jens Holm", "Jens Holm"), ("da", "Tekst: Jens Holm, foto: Mette Lund", "Jens Holm"),
    ("ro", "Autor: Ion Popescu", "Ion Popescu"), ("ro", "de Ion Popescu", "Ion Popescu"),
]  # fmt: skip

MARKED = [
    ("ko", "김철수 (교수)", "김철수"),
    ("hi", "राम शर्मा, नई दिल्ली", "राम शर्मा"), ("hi", "रिपोर्ट- राम शर्मा", "राम शर्मा"), ("hi", "डॉ. राम शर्मा", "डॉ. राम शर्मा"),
    ("ar", "القاهرة - محمد حسن", "محمد حسن"), ("ar", "د. محمد حسن", "د. محمد حسن"),
    ("he", "יוסי לוי, דנה כהן", "יוסי לוי;דנה כהן"),
    ("ru", "Иван Петров специально для «Вестника»", "Иван Петров"),
    ("tr", "Ayşe Yılmaz / İstanbul", "Ayşe Yılmaz"), ("tr", "Prof. Dr. Ayşe Yılmaz", "Prof. Dr. Ayşe Yılmaz"),
    ("tr", "Ayşe Yılmaz yazdı", "Ayşe Yılmaz"),
    ("vi", "Nguyễn Văn An (Theo Reuters)", "Nguyễn Văn An"),
    ("bn", "রহিম উদ্দিন, ঢাকা", "রহিম উদ্দিন"), ("bn", "রহিম উদ্দিন ও করিম হাসান", "রহিম উদ্দিন;করিম হাসান"),
    ("fr", "Zoé Roux (à Lyon)", "Zoé Roux"), ("fr", "Zoé Roux et Luc d’Orsay", "Zoé Roux;Luc d’Orsay"),
    ("es", "Ana Ruiz y Luis Gil", "Ana Ruiz;Luis Gil"),
    ("pl", "Anna Nowak, fot. Jan Kos", "Anna Nowak"),
    ("hu", "Dr. Kovács Béla", "Dr. Kovács Béla"),
    ("en", "Ann Lee for The Post", "Ann Lee"),
]  # fmt: skip


def authors_of(language: str, byline: str) -> str:
    """The authors of a page in *language* with *byline*, a piece of HTML, under its headline."""
    title = HEADLINES[language]
    page = f"""<html lang="{language}"><head><title>{title} | Example Post</title></head><body>
        <a href="/">Example Post</a><h1>{title}</h1>{byline}<p>{title}. {title}.</p><p>{title}. {title}.</p>
        <div class="card"><h3><a href="/other">{title} II</a></h3><a rel="author" href="/x">Cy Fox</a><p>1.2.2019</p></div>
        <footer>© 2020 Example Post</footer></body></html>"""
    return ";".join(read_metadata(html.document_fromstring(page), URL).authors)


@pytest.mark.parametrize(("language", "line", "names"), LINES)
def test_a_line_under_the_headline_names_the_authors(language: str, line: str, names: str) -> None:
    """With no markup that tells: by words for writing, by tasks, agencies, labels and brackets; nobody else."""
    assert authors_of(language, f"<p>{line}</p>") == names
    assert authors_of(language, f"<div>12.03.2026</div><div>{line}</div>") == names


@pytest.mark.parametrize(("language", "line", "names"), MARKED)
def test_an_element_for_the_author_needs_no_word(language: str, line: str, names: str) -> None:
    """Where a class tells, places, degrees, tasks and photographers are still no part of the name."""
    assert authors_of(language, f'<div class="post-author">{line}</div>') == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        pytest.param("<p>By <a href='/x'>Ann Lee</a></p><p><a href='mailto:a@post.example'>a@post.example</a></p>", "Ann Lee", id="e-mail below"),
        pytest.param("<p>By Ann Lee <a href='https://social.example/annlee'>@annlee</a></p>", "Ann Lee", id="handle beside"),
        pytest.param("<p><span>By</span> <span>Ann Lee</span>, <span>Bo Ek</span></p>", "Ann Lee;Bo Ek", id="an element for each"),
        pytest.param("<div>By</div><div>Ann Lee</div>", "Ann Lee", id="label on its own line"),
        pytest.param("<figure><img><figcaption>Photo: Bo Ek</figcaption></figure><p>By Ann Lee</p>", "Ann Lee", id="photographer above"),
        pytest.param("<p>By Ann Lee</p><p>Photos by Bo Ek</p>", "Ann Lee", id="photographer below"),
        pytest.param('<p class="byline">Example Post</p><p>By Ann Lee</p>', "Ann Lee", id="the outlet, and a person"),
        pytest.param('<aside><h4>More</h4><p class="author">Bo Ek</p></aside><p>By Ann Lee</p>', "Ann Lee", id="an author beside"),
        pytest.param('<div class="related"><a rel="author" href="/b">Bo Ek</a></div>', "", id="an author of another story"),
        pytest.param("<p>12 March 2026 | By Ann Lee | Town</p>", "Ann Lee", id="after the date"),
        pytest.param("<p>Read by Bo Ek in the park on every Sunday of this long and rainy summer.</p>", "", id="a sentence"),
        pytest.param("<p>Kunst von Monet</p><p>Discours par Zoé Roux</p>", "", id="words that are not for writing"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_byline_is_no_author(byline: str, names: str) -> None:
    """Addresses, photographers, outlets and the authors of other stories are left out."""
    assert authors_of("en", byline) == names


@pytest.mark.parametrize(
    ("language", "byline", "names"),
    [
        ("sv", "<address>Karin Lindqvist<br>Reporter</address>", "Karin Lindqvist"),
        ("de", "<div>Jörg Weiß</div><div>Redakteur</div>", "Jörg Weiß"),
        ("es", "<p>Ana Ruiz y Luis Gil<br>Periodista</p>", "Ana Ruiz;Luis Gil"),
        ("ru", "<p>Анна Белова</p><p>Корреспондент</p>", "Анна Белова"),
        ("en", "<p>Ann Lee</p><p>Senior Reporter</p>", "Ann Lee"),
        ("en", "<p>Ann Lee</p><p>Paris in spring</p>", ""),
        ("zh", "<p>全场出战</p><p>编辑</p>", ""),
    ],
)
def test_a_task_on_the_line_below_tells_a_name(language: str, byline: str, names: str) -> None:
    """The name is alone on its line; without spaces between words its form tells too little."""
    assert authors_of(language, byline) == names


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Posted on: May 2nd, 2023 by Ann O’Connor"),
        ("en", "Published: May 2, 2023 by Ann O’Connor"),
        ("de", "Veröffentlicht am 02.05.2023 von Ann O’Connor"),
        ("fr", "Publié le 2 mai 2023 par Ann O’Connor"),
        ("es", "Publicado el 2 de mayo de 2023 por Ann O’Connor"),
    ],
)
def test_a_labelled_day_before_the_byline(language: str, line: str) -> None:
    """The label and the day are left out."""
    assert authors_of(language, f"<p>{line}</p>") == "Ann O’Connor"


@pytest.mark.parametrize("tag", ["b", "font", "td", "div", "strong"])
def test_a_headline_without_a_heading_has_its_byline_below(tag: str) -> None:
    """Old pages show it in a cell or in bold: day and author are looked for under it."""
    cell = (
        f"<tr><{tag}>大桥重新开放一年之后</{tag}></tr>"
        if tag == "td"
        else f"<tr><td><{tag}>大桥重新开放一年之后</{tag}></td></tr>"
    )
    page = f"""<title>大桥重新开放一年之后</title><table>{cell}
        <tr><td>http://news.post.example 2005年03月31日03:18 青石日报</td></tr><tr><td>本报记者 王芳</td></tr><tr><td>大桥开了。</td></tr>
        <tr><td>别的新闻 2005-02-01 11:29:36</td></tr></table>"""
    found = read_metadata(html.document_fromstring(page), URL)
    assert found.authors == ("王芳",)
    assert found.published is not None
    assert found.published.iso == "2005-03-31T03:18:00"


@pytest.mark.parametrize(
    ("lang", "quote"),
    [
        ("ru", "<div class=quote-block><p>Мы услышали треск.</p><div class=quote-block__author>{}</div></div>"),
        ("de", "<blockquote><p>Es krachte.</p><cite class=author>{}</cite></blockquote>"),
        ("fr", "<aside class=citation><p>Un craquement.</p><span class=auteur>{}</span></aside>"),
        ("en", "<figure class=pull-quote><p>It cracked.</p><figcaption class=author>{}</figcaption></figure>"),
    ],
)  # fmt: skip
def test_who_is_quoted_is_no_author(lang: str, quote: str) -> None:
    """The name below a quote is that of who said it."""
    page = f"<html lang={lang}><body><h1>Flood</h1><p>{'Water rose. ' * 20}</p>{quote.format('Ann Lee')}"
    assert read_metadata(parse_html(page.encode()).tree, "https://news.example/1").authors == ()
    own = page.replace("</h1>", "</h1><p class=author>Bo Ek</p>")
    assert read_metadata(parse_html(own.encode()).tree, "https://news.example/1").authors == (
        "Bo Ek",
    )
