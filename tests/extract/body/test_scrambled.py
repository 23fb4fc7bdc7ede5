"""Ciphers in the place of a text that is sold: they go, and no word of any language goes with them."""

import random
from collections.abc import Iterator

import pytest

from newscrawl.extract.body.scrambled import is_cipher
from newscrawl.extract.page import extract_page
from newscrawl.model.items import Page

STORIES = {
    "en": "The council of the harbour town voted on Monday evening to close the old bridge for two years, because its piers are no longer safe for lorries, said the engineers who had checked them.",
    "de": "Der Rat der Hafenstadt hat am Montagabend beschlossen, die alte Brücke zwei Jahre lang zu sperren, weil ihre Pfeiler nach Ansicht der Prüfer nicht mehr sicher sind und Lastwagen sie gefährden.",
    "cs": "Rada přístavního města v pondělí večer rozhodla, že starý most přes Vltavu na dva roky uzavře, protože jeho pilíře už podle prvních zkoušek nejsou bezpečné a smrt tam hrozí i v noci.",
    "hr": "Vijeće lučkog grada odlučilo je u ponedjeljak navečer zatvoriti stari most na dvije godine, jer prvi stup i vrh luka više nisu sigurni, a trg ispred njega ostaje otvoren za pješake.",
    "ru": "Совет портового города в понедельник вечером решил закрыть старый мост на два года, потому что его опоры больше не считаются надёжными, сообщили инженеры, которые проверяли его весной.",
    "cy": "Penderfynodd cyngor y dref nos Lun gau yr hen bont am ddwy flynedd, gan nad yw ei phileri bellach yn ddiogel, meddai'r peirianwyr a fu yn y cwm yn gwneud profion yr wythnos hon.",
}  # fmt: skip
OTHERS = {
    "units": "Weight 46.3 lbs 38.8 lbs 36.8 lbs 48.5 lbs 55 lbs 45.6 lbs, height 12 mm 13 mm 14 mm, speed 20 km 30 km 25 mph, pressure 3 hPa",
    "URLs": "See https://www.kroah.com/log/lnx/mntnr.html and www.xkcd.com/tcp/http.htm and ftp.gnu.org/pub/gnu/gcc/gcc.tgz for the rest of it and more",
    "parties": "CDU, CSU, SPD, FDP, BSW, MLPD, DKP, NPD, PDS, DVU, SSW, BP, WASG and the rest of the list were counted by the clerks in the hall",
    "tags": "#hrvtsk #prvn #smrt #krk #vlk #trh #prst @grm @krs @vrt and more words of the people who wrote to us about it in the night",
    "Arabic": "قرر مجلس مدينة الميناء مساء الاثنين إغلاق الجسر القديم لمدة عامين لأن دعائمه لم تعد آمنة",
    "Hebrew": "מועצת עיר הנמל החליטה ביום שני בערב לסגור את הגשר הישן לשנתיים משום שעמודיו אינם בטוחים עוד",
    "too short": "Hsx rzm fdb hjf zvk",
}  # fmt: skip
LATIN, CYRILLIC = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя"


def cipher(text: str, seed: int) -> str:
    """Return *text* with other letters, drawn by lot for each place, as outlets show it."""
    lot = random.Random(seed)

    def letters() -> Iterator[str]:
        for letter in text:
            alphabet = CYRILLIC if "а" <= letter.lower() <= "я" else LATIN
            other = lot.choice(alphabet) if letter.isalpha() else letter
            yield other.upper() if letter.isupper() else other

    return "".join(letters())


@pytest.mark.parametrize("text", [*STORIES.values(), *OTHERS.values()], ids=[*STORIES, *OTHERS])
def test_no_language_and_no_list_is_a_cipher(text: str) -> None:
    """Languages with words such as "krk" and "cwm", units, abbreviations, URLs, other scripts."""
    assert not is_cipher(text)


@pytest.mark.parametrize("lang", STORIES)
def test_a_sold_text_leaves_its_visible_beginning(lang: str) -> None:
    """All scrambled paragraphs go, with the name of their kind."""
    story = STORIES[lang]
    shown = [f"{story} {number}." for number in range(2)]
    hidden = [cipher(story * 2, number) for number in range(5)]
    html = "".join(f"<p>{each}</p>" for each in (*shown, *hidden))
    page = f"<html><title>T</title><body><article><h1>T</h1>{html}</article></body></html>"
    draft = extract_page(Page("https://news.example/1", page.encode(), "text/html; charset=utf-8"))
    assert [block.text for block in draft.blocks] == shown
    found = {each.rule_id for each in draft.removed if each.text in hidden}
    assert found == {"structure.scrambled"}


def test_one_odd_paragraph_stays() -> None:
    """A puzzle or a cipher that an article is about is its own."""
    story = STORIES["en"]
    odd = cipher(story, 7)
    html = "".join(f"<p>{each}</p>" for each in (f"{story} 1.", odd, f"{story} 2.", f"{story} 3."))
    page = f"<html><title>T</title><body><article><h1>T</h1>{html}</article></body></html>"
    draft = extract_page(Page("https://news.example/1", page.encode(), "text/html; charset=utf-8"))
    assert odd in [block.text for block in draft.blocks]
