"""Corrections of an article stay, in whatever language; calls for corrections are no such notes."""

import pytest

from newscrawl import strip
from newscrawl.boilerplate.corrections import is_correction

CORRECTIONS = {
    "en": "Correction: An earlier version of this article gave the wrong year for the opening of the mill.",
    "en, a note": "Editor's note: This story has been corrected. The mill opened in 1911, not in 1921.",
    "en, a sentence": "A previous version of this story misstated the number of tenants.",
    "de": "Anmerkung der Redaktion: In einer früheren Fassung war von zwanzig Bänden die Rede. Wir haben das berichtigt.",
    "fr": "Dans une version antérieure de cet article, nous avions écrit que le moulin datait de 1921.",
    "es": "Fe de errores: en la primera versión de esta noticia se decía que el molino era de 1921.",
    "ru": "В первоначальной версии статьи был неверно указан год постройки мельницы.",
    "uk": "Виправлення: млин збудували 1911 року, а не 1921-го.",
    "pl": "W poprzedniej wersji tekstu podaliśmy błędny rok otwarcia młyna. Przepraszamy.",
    "el": "Διόρθωση: ο μύλος άνοιξε το 1911 και όχι το 1921.",
    "he": "בגרסה קודמת של הכתבה צוינה בטעות שנת הפתיחה של הטחנה.",
    "ar": "تصحيح: افتتحت الطاحونة عام 1911 وليس عام 1921 كما ورد.",
    "hi": "सुधार: मिल 1911 में खुली थी, 1921 में नहीं।",
    "th": "แก้ไข: โรงสีเปิดในปี 1911 ไม่ใช่ปี 1921",
    "zh": "更正：磨坊于1911年开业，而非1921年。",
    "ja": "訂正：水車小屋の開業は1921年ではなく1911年でした。おわびして訂正します。",
    "ko": "이전 기사에서 방앗간이 문을 연 해를 잘못 적어 바로잡습니다.",
    "tr": "Düzeltme: Değirmen 1921'de değil 1911'de açıldı.",
}
OTHERS = {
    "a headline": "Market correction: shares fall for the third day",
    "in mid-sentence": "The officers of the correction centre said that the doors were locked.",
    "a name": "Korrekturleser gesucht, sagte der Verlag am Montag.",
    "another version": "The new version of the app was sold in March.",
    "ru": "Поправки к закону внесли в среду.",
    "empty": "",
    "a sign": "—",
}


@pytest.mark.parametrize("text", CORRECTIONS.values(), ids=CORRECTIONS)
def test_corrections(text: str) -> None:
    """By a label at its beginning, or by its words."""
    assert is_correction(text)


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_what_is_none(text: str) -> None:
    """The same words elsewhere, and longer words that begin like them."""
    assert not is_correction(text)


STORIES = {
    "en": (
        "The old mill by the river opened again on Saturday, after forty years.",
        "Its wheel was made new by two carpenters, who took the measures from a drawing of 1911.",
        "The mayor said that the town had paid half of the costs, and the county the rest.",
        "On the first day some nine hundred people came to see how flour is made.",
    ),
    "de": (
        "Das Stellwerk am Südbahnhof stand seit 1998 leer. Nun wird daraus eine Bücherei.",
        "Der Umbau soll 1,8 Millionen Euro kosten und im Herbst beginnen, die Hälfte zahlt das Land.",
        "Die alten Hebel bleiben stehen, sie werden mit Glas geschützt, sagte die Architektin.",
        "Kritik kam von der Freien Liste: Für das Geld könne man drei Zweigstellen erhalten.",
    ),
    "fr": (
        "Le vieux moulin au bord de la rivière a rouvert samedi, après quarante ans.",
        "Sa roue a été refaite par deux charpentiers, d'après un dessin de 1911.",
        "Le maire a dit que la ville avait payé la moitié des frais, et le département le reste.",
        "Le premier jour, quelque neuf cents personnes sont venues voir comment se fait la farine.",
    ),
}
APPEALS = {
    "en": "Please support our journalism with a donation today. Every contribution keeps us going.",
    "de": "Bitte unterstützen Sie unseren Journalismus mit einer Spende. Jeder Beitrag hilft uns.",
    "fr": "Soutenez notre rédaction par un don aujourd'hui. Chaque contribution nous aide.",
}


@pytest.mark.parametrize("language", STORIES)
def test_a_correction_at_the_end_stays(language: str) -> None:
    """Beside an appeal, which goes all the same."""
    story = [*STORIES[language], CORRECTIONS[language]]
    assert strip("\n\n".join([*story, APPEALS[language]])) == "\n\n".join(story)


def test_a_call_for_corrections_is_none() -> None:
    """Who asks its readers to report errors corrects nothing."""
    call = "Corrections: If you spot an error, write to us. Support us with a donation, we rely on you."
    stripped = strip("\n\n".join([*STORIES["en"], call]))
    assert stripped == "\n\n".join(STORIES["en"])
