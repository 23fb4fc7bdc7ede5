"""Bylines to lists of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.metadata.credits import signed_names
from newscrawl.extract.metadata.names import (
    MAX_AUTHORS,
    split_names,
    turn_name,
    unique_names,
)
from newscrawl.extract.metadata.persons import (
    is_account,
    is_outlet,
    is_person,
    name_key,
    without_helpers,
)
from tests.support.growth import assert_linear_in_length


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        pytest.param("Ann Lee", ["Ann Lee"], id="bare"),
        pytest.param("By Ann Lee", ["Ann Lee"], id="en"),
        pytest.param("Written by Ann Lee", ["Ann Lee"], id="en, verb"),
        pytest.param("Recipe by Ann Lee", ["Ann Lee"], id="en, noun"),
        pytest.param("Von Jörg Weiß", ["Jörg Weiß"], id="de"),
        pytest.param("Ein Gastbeitrag von Jörg Weiß", ["Jörg Weiß"], id="de, noun"),
        pytest.param("Par Zoé Roux", ["Zoé Roux"], id="fr"),
        pytest.param("Por Ana Ruiz", ["Ana Ruiz"], id="es"),
        pytest.param("Door Jan de Wit", ["Jan de Wit"], id="nl"),
        pytest.param("a cura di Ugo Neri", ["Ugo Neri"], id="it"),
        pytest.param("Автор: Иван Петров", ["Иван Петров"], id="ru"),
        pytest.param("بقلم: سامي نور", ["سامي نور"], id="ar"),
        pytest.param("文：王小明", ["王小明"], id="zh"),
        pytest.param("김하나 기자", ["김하나"], id="ko, reporter behind"),
        pytest.param("山田太郎記者", ["山田太郎"], id="ja, reporter behind"),
        pytest.param("Ann Lee, Bo Ek and Cy Fox", ["Ann Lee", "Bo Ek", "Cy Fox"], id="list"),
        pytest.param("Jörg Weiß und Ina Bach", ["Jörg Weiß", "Ina Bach"], id="und"),
        pytest.param("Zoé Roux et Luc Blanc", ["Zoé Roux", "Luc Blanc"], id="et"),
        pytest.param("Ana Ruiz y Luis Gil", ["Ana Ruiz", "Luis Gil"], id="y between whole names"),
        pytest.param("José Ortega y Gasset", ["José Ortega y Gasset"], id="y inside a name"),
        pytest.param("Иван Петров и Анна Белова", ["Иван Петров", "Анна Белова"], id="и"),
        pytest.param(
            "Ann Lee & Bo Ek; Cy Fox / Di Gray",
            ["Ann Lee", "Bo Ek", "Cy Fox", "Di Gray"],
            id="marks",
        ),
        pytest.param("王小明、李丽", ["王小明", "李丽"], id="enumeration comma"),
        pytest.param("Maria, Anna", ["Maria", "Anna"], id="first names"),
        pytest.param("Ann Lee, Senior Political Editor", ["Ann Lee"], id="role"),
        pytest.param("Ann Lee, Berlin", ["Ann Lee"], id="place"),
        pytest.param("Ann Lee, Ph.D., MD", ["Ann Lee"], id="degrees"),
        pytest.param("Ann Lee, dpa", ["Ann Lee", "dpa"], id="agency"),
        pytest.param("Par Zoé Roux (avec AFP)", ["Zoé Roux", "AFP"], id="agency in brackets, fr"),
        pytest.param("Jörg Weiß (mit dpa)", ["Jörg Weiß", "dpa"], id="agency in brackets, de"),
        pytest.param("Ann Lee (with luck)", ["Ann Lee"], id="no agency in brackets"),
        pytest.param("Ana Ribeiro, com Lusa", ["Ana Ribeiro", "Lusa"], id="com, pt"),
        pytest.param(
            "Door Pieter van den Berg en Noor El Amrani",
            ["Pieter van den Berg", "Noor El Amrani"],
            id="two long names, nl",
        ),
        pytest.param(
            "Por María del Carmen Ruiz Soler y Luis de la Fuente",
            ["María del Carmen Ruiz Soler", "Luis de la Fuente"],
            id="two long names, es",
        ),
        pytest.param("Ann Lee (ale)", ["Ann Lee"], id="initials in parentheses"),
        pytest.param("Ann Lee ann.lee@post.example @annlee", ["Ann Lee"], id="e-mail and handle"),
        pytest.param("https://social.example/ann", [], id="address"),
        pytest.param("Ann Lee, 24. November 2026", ["Ann Lee"], id="date"),
        pytest.param("Von Ann Lee Fr, 18. Oktober 2019", ["Ann Lee"], id="date with weekday"),
        pytest.param("Ann Lee Updated March 2, 2026", ["Ann Lee"], id="date with month"),
        pytest.param("Joe S.", ["Joe S."], id="initial keeps its full stop"),
        pytest.param("Ann Lee, Photo: Bo Ek", ["Ann Lee"], id="photographer"),
        pytest.param("Ann Lee and ann lee", ["Ann Lee"], id="twice"),
        pytest.param("admin", [], id="no one"),
        pytest.param("By", [], id="prefix only"),
        pytest.param("About the Author", [], id="label"),
        pytest.param("12345", [], id="number"),
        pytest.param("", [], id="empty"),
        pytest.param(
            "The council voted on Tuesday to rebuild the old bridge at once", [], id="sentence"
        ),
    ],
)
def test_a_byline_gives_its_names(byline: str, names: list[str]) -> None:
    """Names only: no prefix, role, place, degree, address or date."""
    assert list(split_names(byline)) == names


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        pytest.param("本报记者 王芳", ["王芳"], id="zh, reporter of the paper"),
        pytest.param("新报社记者王芳 李明", ["王芳", "李明"], id="zh, two names by surname"),
        pytest.param("来源：青石日报", [], id="zh, source"),
        pytest.param("来源：青石日报　记者：陆文静", ["陆文静"], id="zh, source and reporter"),
        pytest.param("2026-03-12 作者：陆文静 编辑：王五", ["陆文静"], id="zh, author and editor"),
        pytest.param("文/王芳 图/李明", ["王芳"], id="zh, text and picture"),
        pytest.param("撰文：王芳；摄影：李明", ["王芳"], id="zh, by semicolon"),
        pytest.param("記者李明／台北報導", ["李明"], id="zh-TW, place behind"),
        pytest.param("新报记者 彭冲 山东报道", ["彭冲"], id="zh, place and task behind"),
        pytest.param("（袁源）", ["袁源"], id="zh, all in brackets"),
        pytest.param("弗拉基米尔·普京", ["弗拉基米尔·普京"], id="zh, dot inside a name"),
        pytest.param("文・北川真理 写真・高木修", ["北川真理"], id="ja, text and picture"),
        pytest.param("取材・文＝山田太郎", ["山田太郎"], id="ja, equals sign"),
        pytest.param("北川真理（記者）", ["北川真理"], id="ja, role in brackets"),
        pytest.param(
            "山田太郎記者 佐藤花子記者", ["山田太郎", "佐藤花子"], id="ja, two with roles"
        ),
        pytest.param("中村 真子", ["中村 真子"], id="ja, space inside a name"),
        pytest.param("김철수·이영희 기자", ["김철수", "이영희"], id="ko, two by a dot"),
        pytest.param("[서울=새소식] 김철수 기자", ["김철수"], id="ko, dateline"),
        pytest.param("글=김철수 사진=이영희", ["김철수"], id="ko, text and picture"),
        pytest.param("เรื่อง: อรทัย ใจดี ภาพ: สมชาย ดีงาม", ["อรทัย ใจดี"], id="th, text and picture"),
        pytest.param("โดย อรทัย ใจดี", ["อรทัย ใจดี"], id="th, by"),
        pytest.param("राम शर्मा और सीता देवी", ["राम शर्मा", "सीता देवी"], id="hi, and"),
        pytest.param("लेखक: कविता रावत", ["कविता रावत"], id="hi, label"),
        pytest.param(
            "بقلم: ليلى منصور وسامر حداد",
            ["ليلى منصور", "سامر حداد"],
            id="ar, and in front of a name",
        ),
        pytest.param(
            "أحمد محمد وليد حسن", ["أحمد محمد وليد حسن"], id="ar, a name that begins like and"
        ),
        pytest.param("المصدر: صحيفة المرفأ", [], id="ar, source"),
        pytest.param("نویسنده: علی رضایی و مریم کریمی", ["علی رضایی", "مریم کریمی"], id="fa"),
        pytest.param("מאת: דנה כהן ויוסי לוי", ["דנה כהן", "יוסי לוי"], id="he"),
        pytest.param("Του Γιώργου Παππά", ["Γιώργου Παππά"], id="el, genitive"),
        pytest.param("Γράφει ο Νίκος Δήμου", ["Νίκος Δήμου"], id="el, verb"),
        pytest.param("Автор: Иван Петров, Фото: Анна Белова", ["Иван Петров"], id="ru, photo"),
        pytest.param("Текст Олена Коваль та Ігор Мороз", ["Олена Коваль", "Ігор Мороз"], id="uk"),
        pytest.param("Tekst: Anna Nowak, zdjęcia: Jan Kos", ["Anna Nowak"], id="pl, photo"),
        pytest.param("Foto: Bo Ek, Text: Ann Lee", ["Ann Lee"], id="de, photo first"),
        pytest.param("Oleh: Budi Santoso", ["Budi Santoso"], id="id"),
        pytest.param("Editor: Budi Santoso", [], id="editor alone"),
        pytest.param("Photo by Ann Lee", [], id="photographer alone"),
        pytest.param("Photographed by Bo Ek", [], id="photographer alone, verb"),
        pytest.param("Ann Lee, hair by Bo Ek", ["Ann Lee"], id="en, hairdresser"),
        pytest.param("本报实习生 王芳 李明", ["王芳", "李明"], id="zh, trainees"),
        pytest.param("本报记者王芳发自北山", ["王芳"], id="zh, no space, place behind"),
        pytest.param("青石台记者：王芳 通讯员：李明", ["王芳", "李明"], id="zh, two labels"),
        pytest.param(
            "阅读：8169 来源:转载作者:王芳", ["王芳"], id="zh, label without a space in front"
        ),
        pytest.param("编辑 王芳", [], id="zh, editor by a space"),
        pytest.param("作者｜王芳", ["王芳"], id="zh, full-width bar"),
        pytest.param("文╱王芳", ["王芳"], id="zh-TW, box drawing"),
        pytest.param("構成／山田太郎", ["山田太郎"], id="ja, composed by"),
        pytest.param("山田太郎・記者", ["山田太郎"], id="ja, dot before the role"),
        pytest.param("김철수 기자 입력 2026.03.12", ["김철수"], id="ko, time of entry behind"),
        pytest.param("기자명 김철수 기자", ["김철수"], id="ko, label in front"),
        pytest.param("글 김철수 사진 이영희", ["김철수"], id="ko, labels by spaces"),
        pytest.param(
            "(서울=새소식) 김철수 이영희 기자 = 시는", ["김철수", "이영희"], id="ko, agency"
        ),
        pytest.param("김철수 선임기자", ["김철수"], id="ko, rank"),
        pytest.param("김철수 디지털팀 기자", ["김철수"], id="ko, team"),
        pytest.param("ผู้เขียน สมชาย ใจดี", ["สมชาย ใจดี"], id="th, label by a space"),
        pytest.param("เรื่องโดย สมชาย ใจดี", ["สมชาย ใจดี"], id="th, story by"),
        pytest.param("द्वारा राम शर्मा", ["राम शर्मा"], id="hi, by"),
        pytest.param("रिपोर्ट: राम शर्मा व सीता देवी", ["राम शर्मा", "सीता देवी"], id="hi, short and"),
        pytest.param("محمد حسن - القاهرة", ["محمد حسن"], id="ar, place"),
        pytest.param("خبرنگار: علی رضایی - مترجم: مریم کریمی", ["علی رضایی"], id="fa, translator"),
        pytest.param("ავტორი: გიორგი ბერიძე", ["გიორგი ბერიძე"], id="ka"),
        pytest.param("Հեղինակ՝ Արամ Պետրոսյան", ["Արամ Պետրոսյան"], id="hy"),
        pytest.param("Беседовала Анна Белова", ["Анна Белова"], id="ru, verb"),
        pytest.param("Снимки: Иван Петров", [], id="bg, photos"),
        pytest.param("Írta: Kovács Béla, fotó: Nagy Ede", ["Kovács Béla"], id="hu, photo"),
        pytest.param("Haber: Ayşe Yılmaz, Kamera: Ali Kaya", ["Ayşe Yılmaz"], id="tr, camera"),
        pytest.param(
            "Teksti Matti Salo Kuvat Liisa Lahti", ["Matti Salo"], id="fi, labels by spaces"
        ),
        pytest.param("Skrevet af Jens Holm", ["Jens Holm"], id="da, verb"),
        pytest.param("Ein Bericht von Kurt von Auer", ["Kurt von Auer"], id="de, report"),
        pytest.param("de Ion Popescu", ["Ion Popescu"], id="ro"),
        pytest.param("Budi Santoso - lautNews", ["Budi Santoso"], id="id, outlet behind a dash"),
        pytest.param("Ann Lee - Bo Ek", ["Ann Lee", "Bo Ek"], id="two by a dash"),
    ],
)
def test_bylines_of_every_script_give_their_names(byline: str, names: list[str]) -> None:
    """Labels tell authors from photographers, editors and sources; surnames tell names without spaces apart."""
    assert list(split_names(byline)) == names


@pytest.mark.parametrize(
    "name",
    ["Albrecht von Loose", "Robert von Peer", "Manfred von Auer", "Kurt van Dam", "Von Miller", "Abby Goodenough",
     "ROBERT VON PEER", "Ole And", "Andy Warren", "Yves d’Or", "José Ortega y Gasset", "Ursula von der Aue"],
)  # fmt: skip
def test_a_name_that_looks_like_a_byline_stays_whole(name: str) -> None:
    """A first name that ends like a participle, or is a word of bylines, is no prefix."""
    assert split_names(name) == (name,)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Ann Lee", True), ("Dr. Max Kolter", True), ("Ursula von der Aue", True), ("Иван Петров", True),
        ("山田太郎", True), ("王芳", True), ("김철수", True), ("ليلى منصور", True), ("อรทัย ใจดี", True),
        ("退出", False), ("Ann", False), ("Read more", False), ("Senior Reporter", False), ("Room 101", False), ("a b", False),
    ],
)  # fmt: skip
def test_people_have_names_of_a_form(name: str, person: bool) -> None:
    """A whole name has two words and capitals, or the length of names where a script has neither."""
    assert is_person(name) is person


def test_part_of_a_longer_name_is_dropped() -> None:
    """Of "Ann" and "Ann Lee" the longer one is kept, "Anna" is another name; the number is bounded."""
    assert unique_names(["Ann", "Ann Lee", "Anna"]) == ("Ann Lee", "Anna")
    assert len(unique_names(f"Name {number}" for number in range(100))) == MAX_AUTHORS


@pytest.mark.parametrize(
    ("name", "outlet"),
    [("The Post", True), ("post.com", True), ("Redaktion", True), ("Ann Lee", False), ("dpa", False), ("Reuters", False),
     ("Example Inc", True), ("株式会社北浜", True), ("The Post Media Group", True)],
)  # fmt: skip
def test_outlets_are_told_from_people(name: str, outlet: bool) -> None:
    """What the site calls itself, a desk or an address is an outlet; people and agencies are none."""
    assert is_outlet(name, {name_key("The Post")}) is outlet


@pytest.mark.parametrize(
    ("value", "turned"),
    [("Lee, Ann", "Ann Lee"), ("Ann Lee", "Ann Lee"), ("Ann Lee, Bo Ek", "Ann Lee, Bo Ek"), ("Lee, Editor", "Lee, Editor"), ("AFP, Rome", "AFP, Rome")],
)  # fmt: skip
def test_catalogue_names_are_turned(value: str, turned: str) -> None:
    """ "Last, First" becomes "First Last"; lists, roles and agencies stay."""
    assert turn_name(value) == turned


@given(st.text(max_size=300))
def test_any_text_gives_clean_names(text: str) -> None:
    """Whatever the byline, names are short, printable and unique."""
    names = split_names(text)
    assert len({name_key(name) for name in names}) == len(names)
    assert all(1 < len(name) <= 81 and "\n" not in name for name in names)


@pytest.mark.parametrize(
    "text",
    [
        "a " * 5000,
        "by " * 5000,
        "jan " * 5000,
        "(" * 9000,
        "a, " * 5000,
        "Mo., " * 5000,
        "x@" * 5000,
    ],
)
def test_hostile_bylines_take_little_time(text: str) -> None:
    """The time does not grow with what a page puts there."""
    assert_linear_in_length(split_names, text * 8)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param(
            "雨停后大家回家了。（王芳 李明 ）", ("王芳", "李明"), id="behind the last sentence"
        ),
        pytest.param("（王芳）", ("王芳",), id="a line of its own"),
        pytest.param("雨停了。（王芳 北山报道）", ("王芳",), id="with the place"),
        pytest.param("雨停了。（完）", (), id="the end"),
        pytest.param("他住在北山（青石）", (), id="inside a sentence"),
        pytest.param("It rained. (Ann Lee)", (), id="other scripts"),
    ],
)
def test_a_chinese_article_may_be_signed_at_its_end(line: str, names: tuple[str, ...]) -> None:
    """Surnames in brackets behind the last sentence are those who wrote."""
    assert signed_names(line) == names


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("By Ann Lee. Photographed by Bo Ek. Makeup by Cy Fox", ("Ann Lee",), id="pictures and looks"),
        pytest.param("Text: Ann Lee, Fotos: Bo Ek, Cy Fox", ("Ann Lee", "Cy Fox"), id="German photographer"),
        pytest.param("Photos: Ann Lee, Photos: Bo Ek, photos: Cy Fox", ("Ann Lee", "Bo Ek", "Cy Fox"), id="all of them"),
        pytest.param("Bo Ek was photographed by the river", ("Ann Lee", "Bo Ek", "Cy Fox"), id="a sentence"),
    ],
)  # fmt: skip
def test_helpers_are_no_authors(text: str, left: tuple[str, ...]) -> None:
    """Whom the page credits with another task is left out of those stated, unless nobody is left."""
    assert without_helpers(("Ann Lee", "Bo Ek", "Cy Fox"), text) == left


@pytest.mark.parametrize(
    ("name", "account"),
    [
        ("anna_lee", True),
        ("L104485", True),
        ("Ann Lee", False),
        ("王芳", False),
        ("Louis 14", False),
    ],
)
def test_an_account_is_told_from_a_name(name: str, account: bool) -> None:
    """Digits and low lines in one word."""
    assert is_account(name) is account


@pytest.mark.parametrize(
    "name",
    ["大江网络", "青石日报", "北浜新聞社", "새소식뉴스", "青石出版社", "নিজস্ব প্রতিবেদক", "वेब डेस्क"],
)
def test_houses_are_outlets_in_every_script(name: str) -> None:
    """A company, a newspaper, a publisher, a desk: none is a person."""
    assert is_outlet(name, ())
