"""Names told apart by their form: people, accounts, outlets, helpers."""

import pytest

from newscrawl.extract.metadata.persons import (
    has_role,
    is_account,
    is_full_name,
    is_outlet,
    is_person,
    name_key,
    without_helpers,
)


@pytest.mark.parametrize(
    "name",
    [
        "Ann Lee",
        "Ursula von der Aue",
        "Jean d’Orsay",
        "Γιώργος Παππάς",
        "Анна Петрова",
        "محمد حسن",
        "अनिता शर्मा",
        "山田太郎",
        "王芳",
    ],
)
def test_the_form_of_a_person(name: str) -> None:
    """Two to four words with capitals, or a few without in scripts that have none."""
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Ann",
        "ann lee",
        "Share this",
        "Ann Lee 2",
        "Staff Reporter",
        "Senior Political Editor",
        "Redaktion Town",
        "Ann Bo Cy Di Ed Fox Gil",
        "新报记者的特别报道王芳",
        "大",
        "大桥",
    ],
)
def test_other_forms_are_no_person(name: str) -> None:
    """One word, small letters, numbers and tasks."""
    assert not is_person(name)


def test_a_full_name_has_spaces() -> None:
    """Four signs without a space have the form of a name, too."""
    assert [is_full_name(name) for name in ("Ann Lee", "山田太郎", "Ann")] == [True, False, False]


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("anna_lee", True), ("L104485", True), ("Ann Lee 2", False), ("Ann", False)],
)
def test_the_name_of_an_account(name: str, is_one: bool) -> None:
    """A digit or an underscore in one word."""
    assert is_account(name) is is_one


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        ("Senior Writer", True),
        ("Politikredakteurin", True),
        ("специальный корреспондент", True),
        ("新报記者", True),
        ("Ann Lee", False),
        ("Writtersham", False),
    ],
)
def test_the_task_of_a_journalist(text: str, has_one: bool) -> None:
    """In several languages, as a word of its own."""
    assert has_role(text) is has_one


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        pytest.param("The Harbour Post", True, id="the name"),
        pytest.param("Harbour Post Newsletter", True, id="holds the name"),
        pytest.param("The Harbour", True, id="begins the name"),
        pytest.param("taz", True, id="a short name"),
        pytest.param("Tazio Bo", False, id="holds a short name"),
        pytest.param("The H", False, id="a short beginning"),
        pytest.param("Example Media GmbH", True, id="a company"),
        pytest.param("Web Desk", True, id="a desk"),
        pytest.param("編集部", True, id="a desk in Japanese"),
        pytest.param("Ann Lee", False, id="a person"),
    ],
)
def test_the_name_of_an_outlet(name: str, is_one: bool) -> None:
    """The site's own names, and words of companies and desks."""
    outlets = [name_key(each) for each in ("The Harbour Post", "Harbour Post", "taz")]
    assert is_outlet(name, outlets) is is_one


def test_keys_are_equal_for_all_spellings() -> None:
    """No case, accents, marks or spaces."""
    assert name_key("José-María O’Neil") == name_key("JOSE MARIA ONEIL") == "josemariaoneil"
    assert name_key("Ｔｏｗｎ") == "town"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Lee. Photographed by Bo Ek.", ("Ann Lee",)),
        ("Von Ann Lee. Fotos: Bo Ek", ("Ann Lee",)),
        ("By Ann Lee and Bo Ek.", ("Ann Lee", "Bo Ek")),
        ("Von Ann Lee. Fotos:Bo Ek", ("Ann Lee", "Bo Ek")),
        ("Photographed by Bo Ekberg.", ("Ann Lee", "Bo Ek")),
        ("Photographed by Ann Lee. Video by Bo Ek.", ("Ann Lee", "Bo Ek")),
        ("Edited video by" + " " * 90 + "Bo Ek", ("Ann Lee", "Bo Ek")),
    ],
)
def test_helpers_are_no_authors(text: str, names: tuple[str, ...]) -> None:
    """Unless all are: then the page means them."""
    assert without_helpers(("Ann Lee", "Bo Ek"), text) == names
