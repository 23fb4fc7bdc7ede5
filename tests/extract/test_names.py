"""Bylines to lists of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.extract.names import MAX_AUTHORS, is_outlet, name_key, split_names, turn_name, unique_names
from tests.growth import assert_linear_in_length


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
            "Ann Lee & Bo Ek; Cy Fox / Di Gray", ["Ann Lee", "Bo Ek", "Cy Fox", "Di Gray"], id="marks"
        ),
        pytest.param("王小明、李丽", ["王小明", "李丽"], id="enumeration comma"),
        pytest.param("Maria, Anna", ["Maria", "Anna"], id="first names"),
        pytest.param("Ann Lee, Senior Political Editor", ["Ann Lee"], id="role"),
        pytest.param("Ann Lee, Berlin", ["Ann Lee"], id="place"),
        pytest.param("Ann Lee, Ph.D., MD", ["Ann Lee"], id="degrees"),
        pytest.param("Ann Lee, dpa", ["Ann Lee", "dpa"], id="agency"),
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
        pytest.param("The council voted on Tuesday to rebuild the old bridge at once", [], id="sentence"),
    ],
)
def test_a_byline_gives_its_names(byline: str, names: list[str]) -> None:
    """Names only: no prefix, role, place, degree, address or date."""
    assert list(split_names(byline)) == names


def test_part_of_a_longer_name_is_dropped() -> None:
    """Of "Ann" and "Ann Lee" the longer one is kept, "Anna" is another name; the number is bounded."""
    assert unique_names(["Ann", "Ann Lee", "Anna"]) == ("Ann Lee", "Anna")
    assert len(unique_names(f"Name {number}" for number in range(100))) == MAX_AUTHORS


@pytest.mark.parametrize(
    ("name", "outlet"),
    [("The Post", True), ("post.com", True), ("Redaktion", True), ("Ann Lee", False), ("dpa", False), ("Reuters", False)],
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
    "text", ["a " * 5000, "by " * 5000, "jan " * 5000, "(" * 9000, "a, " * 5000, "Mo., " * 5000, "x@" * 5000]
)
def test_hostile_bylines_take_little_time(text: str) -> None:
    """The time does not grow with what a page puts there."""
    assert_linear_in_length(split_names, text * 8)
