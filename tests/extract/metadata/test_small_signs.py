"""Small signs in bylines and dates that tell more than the words: vowel signs, classes, datelines."""

import json

import pytest
from lxml import html

from newscrawl.extract.metadata.jsonld import read_jsonld
from newscrawl.extract.metadata.names import split_names
from newscrawl.extract.metadata.read import read_metadata
from newscrawl.model.items import Metadata

URL = "https://www.post.example/town/pier-reopens"
TEXT = "<p>The pier will open again in the spring, after two years without a single boat.</p>" * 3


def _read(under_headline: str) -> Metadata:
    page = f"<html><body><h1>Pier reopens</h1>{under_headline}{TEXT}</body></html>"
    return read_metadata(html.fromstring(page), URL, ())


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        pytest.param("रिपोर्ट: विकास वर्मा और नेहा जोशी", ("विकास वर्मा", "नेहा जोशी"), id="hi, va"),
        pytest.param("वैभव पाटील व सीमा कुलकर्णी", ("वैभव पाटील", "सीमा कुलकर्णी"), id="mr, va is and"),
        pytest.param("ওঁকার সেন", ("ওঁকার সেন",), id="bn, o is and"),
        pytest.param("Soumis par Élodie Garnier le jeu 11/04/2024", ("Élodie Garnier",), id="fr"),
        pytest.param("Enviado por Ana Ruiz", ("Ana Ruiz",), id="es"),
        pytest.param("Ingediend door Jan Smit", ("Jan Smit",), id="nl"),
        pytest.param("Автор: Петро Гнатюк від 7-05-2024, 14:22", ("Петро Гнатюк",), id="uk"),
        pytest.param("Γράφουν: Μαρία Γεωργίου και Νίκος Δήμου", ("Μαρία Γεωργίου", "Νίκος Δήμου"), id="el"),
        pytest.param("Super User", (), id="an account of the system"),
    ],
)  # fmt: skip
def test_bylines_give_whole_names(byline: str, names: tuple[str, ...]) -> None:
    assert split_names(byline) == names


@pytest.mark.parametrize("changed_first", [True, False])
def test_the_time_marked_as_of_publication_wins_over_one_of_a_change(changed_first: bool) -> None:
    times = [
        "<time class='updated' datetime='2024-03-09T10:00:00+01:00'>9. März 2024</time>",
        "<time class='entry-date published' datetime='2024-03-07T10:00:00+01:00'>7. März 2024</time>",
    ]
    found = _read(f"<div>Am {' '.join(times if changed_first else times[::-1])}</div>")
    assert found.published is not None
    assert found.published.iso == "2024-03-07T10:00:00+01:00"


@pytest.mark.parametrize(
    "element",
    [
        "<time data-timestamp='1717396200'>hace 2 horas</time>",
        "<time data-time='1717396200000'>vor 2 Stunden</time>",
        "<time title='2024-06-03T06:30:00+00:00'>２時間前</time>",
        "<abbr itemprop='datePublished' title='2024-06-03T06:30:00+00:00'>06:30</abbr>",
    ],
)
def test_a_relative_time_is_read_from_its_machine_form(element: str) -> None:
    found = _read(f"<div>{element}</div>")
    assert found.published is not None
    assert found.published.iso == "2024-06-03T06:30:00+00:00"


def test_an_attribute_that_is_no_date_leaves_the_text() -> None:
    found = _read("<p><time data-time='12' title='Share'>3 juin 2024</time></p>")
    assert found.published is not None
    assert found.published.iso == "2024-06-03"


@pytest.mark.parametrize(
    ("opening", "iso"),
    [
        ("RIVERTON, Aug. 19, 2023 /Newswire/ — ", "2023-08-19"),
        ("RIVERTON, Aug. 19, 2023 (Wire Service) -- ", "2023-08-19"),
        ("БЕРЕЗОВ, 6 июня 2024. /ТАСС/. ", "2024-06-06"),
        ("LYON, le 7 mai 2024 – ", "2024-05-07"),
        ("Köln, 7. Mai 2024 - ", "2024-05-07"),
    ],
)
def test_the_day_in_front_of_a_report_is_read(opening: str, iso: str) -> None:
    report = "The pier opens in the spring, the harbour office said, and boats come back. " * 2
    found = _read(f"<p>{opening}{report}</p>")
    assert found.published is not None
    assert found.published.iso == iso


def test_a_day_within_a_sentence_is_not_that_of_publication() -> None:
    sentence = "In Riverton, where the mayor was elected in June 2019, the pier had been shut. " * 2
    assert _read(f"<p>{sentence}</p>").published is None


def _described(title: str, headline: str, path: str) -> Metadata:
    node = {"@type": "NewsArticle", "headline": headline, "url": f"https://www.post.example{path}"}
    script = json.dumps({**node, "author": {"name": "Bo Ek"}, "datePublished": "2020-01-20"})
    page = html.fromstring(
        f"<html><head><title>{title} - Post</title><script type='application/ld+json'>{script}"
        f"</script></head><body><h1>{title}</h1><p>16.05.2024</p>{TEXT}</body></html>"
    )
    return read_metadata(page, URL, read_jsonld(page))


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Il molo riapre a maggio", "Chiusa per neve la scuola"),
        ("Пристань откроют весной", "Школу закрыли после снегопада"),
        ("Anleger öffnet wieder", "Schule bleibt wegen Schnee geschlossen"),
    ],
)
def test_a_node_of_another_story_does_not_describe_the_page(title: str, headline: str) -> None:
    found = _described(title, headline, "/town/school")
    assert (found.title, found.authors) == (title, ())
    assert found.published is not None
    assert found.published.iso == "2024-05-16"


@pytest.mark.parametrize(
    ("title", "headline", "path"),
    [
        pytest.param("Anleger öffnet", "Schule bleibt im Schnee geschlossen", "/town/pier-reopens", id="URL"),
        pytest.param("Il molo riapre", "Cronaca cittadina: molo aperto, riapre ferry", "/m/1", id="a word"),
        pytest.param("桟橋が再開", "冬の学校が休校に", "/m/1", id="no words to compare"),
    ],
)  # fmt: skip
def test_a_node_that_may_be_of_the_page_describes_it(title: str, headline: str, path: str) -> None:
    assert _described(title, headline, path).authors == ("Bo Ek",)
