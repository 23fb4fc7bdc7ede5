"""Concepts are found in the wording of each language, and a number in figures stands for itself."""

import pytest

from newscrawl.boilerplate.lexicon import CONCEPTS, READ_AS, load_lexicon, own_terms, read_terms
from newscrawl.boilerplate.tokens import read_words

LINES = """
ar print: انتقل إلى المحتوى
ar follow: لسكان ضفة النهر مجموعة على سيغنال. اطلب الدخول.
ar join: وقّع العريضة: لا لردم النهر
az access: Yazının davamı yalnız abunəçilərə açıqdır.
be subscribe: Лічба: 9 рублёў на чатыры тыдні
be free: Пакіньце пошту і чытайце далей. Грошай не бяром.
be licence: Надрукавана ў нумары 4.
bg newsletter: Оставете имейл и четете нататък. Нищо не струва.
bg subscribe: Дигитално: 8 лв. на четири седмици
bg period: Седмица – 3 лв.
bn access: ইমেইল দিন, বাকিটা পড়ুন। কোনো টাকা লাগবে না।
bn related: লেখাটি বসন্ত সংখ্যায় ছাপা হয়েছিল। কয়েক কপি আছে, ১৫০ টাকা।
bn machine: তামিল থেকে ভাষান্তর: মীরা দাস
bn join: স্বাক্ষর করুন: পুকুর ভরাট নয়
ca disclosure: Algunes botigues que enllacem ens paguen. No veuen res abans.
ca access: Aquestes eren les teves tres lectures de la setmana.
cs disclosure: Do češtiny převedl stroj. Zatím to nikdo nečetl.
cs access: To byly vaše tři texty na tento týden.
cs independent: Nikomu nepatříme, ani tiskárně.
da free: Skriv din mail og læs videre. Det koster ikke noget.
da print: Gå til indhold
da machine: Oversat af Bodil Krogh
de newsletter: Mailadresse eintippen, weiterlesen. Kostet nichts.
de subscribe: Digital: 4 Euro alle vier Wochen
de audio: Liest sich in sieben Minuten
el newsletter: Αφήστε ένα email και συνεχίστε. Δεν κοστίζει τίποτα.
el subscribe: Ψηφιακή: 4 € ανά τέσσερις εβδομάδες
el notice: Μόνο για ενηλίκους.
en access: You've had your three for this week.
en subscribe: Digital: £4 every four weeks
es disclosure: Solo mayores de 18. Juega con cabeza.
fa print: پرش به محتوا
fa tip: آنجا بودید؟ به تحریریه زنگ بزنید. نمی‌گوییم از که شنیدیم.
fa independent: ما مال کسی نیستیم و کسی مال ما نیست.
fi subscribe: Digi: 4 € neljässä viikossa
fi free: Jätä sähköposti ja jatka. Ei maksa mitään.
fi machine: Virosta suomentanut Pirkko Salo
fil give: Suportahan ang aming pahayagan.
fr newsletter: Laissez une adresse mail et poursuivez. Ça ne coûte rien.
fr subscribe: Numérique : 4 € toutes les quatre semaines
he access: אלה היו שלושת הטקסטים שלכם לשבוע הזה.
he related: הטקסט הופיע בגיליון האביב. נשארו כמה עותקים, 40 שקל.
he period: מנוי במתנה לסבתא
he event: דרוש/ה כתב/ת לילה, קורות חיים למערכת
hi disclosure: मशीन ने हिंदी में किया है। अभी किसी ने देखा नहीं।
hi access: ये इस हफ़्ते के आपके तीन लेख थे।
hi payment: खाता सं. 0000, IFSC NADI0000000
hr follow: Za ljude uz rijeku postoji grupa na Signalu. Zatražite ulaz.
hr disclosure: Na hrvatski preveo stroj. Još nitko nije pregledao.
hu print: Ugrás a tartalomra
hu disclosure: Gép fordította magyarra. Ember még nem nézte át.
hu notice: Csak felnőtteknek ajánljuk.
hy subscribe: Բաժանորդագրություն՝ ամսական 1500 դրամ
id newsletter: Tinggalkan surel lalu lanjutkan. Tidak dipungut biaya.
id subscribe: Digital: Rp39.000 per empat minggu
id machine: Alih bahasa: Sinta Dewi
it newsletter: Lascia una mail e vai avanti. Non costa niente.
it subscribe: Digitale: 4 € ogni quattro settimane
it independent: Senza padroni dal primo numero.
ja event: 署名のうしろの顔：木曜19時、旧米蔵。当日300円、購読者は無料。
ja access: 今週の三本を読み終えました。
ja period: ギフト購読もあります。
ja give: ご寄付は寄附金控除の対象です
ka related: ასევე წაიკითხეთ: ხიდის ამბავი
ko tip: 거기 계셨나요? 편집국에 전화 주세요. 누구에게 들었는지 말하지 않습니다.
ko disclosure: 기계가 옮긴 글입니다. 아직 아무도 살펴보지 않았습니다.
ko licence: 여름호에 실린 글.
ko like: 좋아요 3 슬퍼요 1 화나요 0
lt comments: Komentuoti gali tik prisijungę.
mr comments: प्रतिक्रिया द्या
nl print: Naar de inhoud
nl tip: Was je erbij? Bel de redactie. We zeggen niet wie het was.
nl independent: Deze krant is van niemand.
no subscribe: Digitalt: 49 kr hver fjerde uke
no free: Skriv inn e-posten og les videre. Det koster ingenting.
pl newsletter: Zostaw adres mailowy i czytaj dalej. Nic nie zapłacisz.
pl subscribe: Cyfra: 15 zł co cztery tygodnie
pt access: Eram as suas três leituras desta semana.
pt newsletter: Deixe um e-mail e siga. Não custa nada.
pt licence: Saiu no número de outono.
ro disclosure: Tradus de o mașină. Încă nu l-a recitit nimeni.
ro access: Acestea au fost cele trei texte ale săptămânii.
ru tip: Вы там были? Звоните в редакцию. Мы не скажем, от кого узнали.
ru disclosure: Перевела машина. Никто ещё не вычитывал.
sk free: Nechajte nám e-mail a čítajte ďalej. Nič nezaplatíte.
sk period: Štvrťrok 18 €
sr subscribe: Дигитално: 390 динара на четири недеље
sr free: Оставите имејл и читајте даље. Не кошта ништа.
sv app: Lägg vår ikon på hemskärmen så säger vi till när det gäller.
sw access: Hizo zilikuwa makala zako tatu za wiki hii.
sw newsletter: Acha barua pepe kisha endelea. Hulipi chochote.
sw licence: Ilitoka katika toleo la Agosti.
ta related: இதையும் படிங்க: பாலம்
th tip: คุณอยู่ที่นั่นหรือเปล่า โทรหากองบรรณาธิการ เราไม่บอกว่าใครเล่า
th disclosure: แปลด้วยเครื่อง ยังไม่มีใครตรวจ
th period: สมาชิกของขวัญสำหรับคุณครู
th payment: ชื่อบัญชี มูลนิธิริมน้ำ
tr print: İçeriğe geç
tr effort: Bir çay parası yeter.
tr print: Koyu tema
uk subscribe: Цифра: 99 ₴ на чотири тижні
uk free: Залиште пошту й читайте далі. Грошей не беремо.
uk campaign: Бракує 40 людей.
ur newsletter: ای میل دیں اور آگے پڑھیں۔ کوئی پیسہ نہیں لگے گا۔
ur subscribe: ڈیجیٹل: چار ہفتے 400 روپے
ur machine: ترجمہ پشتو سے: گل بانو
vi access: Đó là ba bài của bạn trong tuần này.
vi payment: STK 0000, chủ TK: Quỹ Ven Sông
zh disclosure: 由機器譯成中文，還沒有人看過。
zh event: 署名背後的面孔：週四晚間七點，老穀倉。現場100元，訂戶免費。
zh follow: 住在河边的人有个Signal群，说一声就放您进来。
zh tip: 您当时在场？给编辑部打电话，我们不说是谁讲的。
zh independent: 這份小報不屬於任何人。
zh payment: 户名：河岸文化　开户行：河岸支行
zh comments: 理性发言，文明留言
"""
"""Lines of banners in oblique wording, each with a concept that it speaks of."""

NAMED = [row.partition(": ") for row in LINES.strip().splitlines()]


def concepts_of(text: str, language: str) -> set[str]:
    return {hit.concept for hit in load_lexicon(language).find(read_words(text))}


@pytest.mark.parametrize(("named", "line"), [(named, line) for named, _, line in NAMED])
def test_the_concept_of_a_line_is_found(named: str, line: str) -> None:
    language, concept = named.split()
    assert concept in concepts_of(line, language)


@pytest.mark.parametrize(
    ("language", "named", "other"),
    [
        ("da", "Fra 18 år.", "Hun var 45 år."),
        ("bg", "Само над 18.", "Над 180 души."),
        ("el", "Άνω των 18.", "Άνω των 60 ετών."),
        ("hi", "केवल 18 वर्ष से ऊपर", "वह 45 वर्ष का है"),
        ("fa", "فقط بالای ۱۸ سال", "بالای ۴۵ سال"),
        ("ru", "Только старше 18.", "Он старше 1812 года."),
    ],
)
def test_a_number_in_figures_stands_for_itself(language: str, named: str, other: str) -> None:
    """An age limit is no other age: ``18`` in a term is 18, in whatever digits it is written."""
    assert "notice" in concepts_of(named, language)
    assert "notice" not in concepts_of(other, language)


def test_a_hit_is_where_the_text_has_it() -> None:
    """Arabic terms have no vowel signs, and texts have some: a hit is told by the text's own places."""
    text = "قبل أن تمضي، سجّل الدخول هنا"
    hits = load_lexicon("ar").find(read_words(text))
    found = {text[hit.start : hit.end] for hit in hits if hit.concept == "account"}
    assert "سجّل الدخول" in found


@pytest.mark.parametrize("number", ["5", "2.5", "98765432109"])
def test_any_number_fits_its_sign(number: str) -> None:
    assert "subscribe" in concepts_of(f"{number} weeks for", "en")
    assert "subscribe" not in concepts_of("Weeks for", "en")


@pytest.mark.parametrize(
    ("language", "concept", "text"),
    [
        ("bn", "effort", "সে চাকরি পেয়েছে।"),
        ("de", "credit", "Von dort kam der Bote mit dem Bild."),
        ("de", "related", "Es waren also drei, außerdem ein Hund."),
        ("el", "effort", "Απλώνει τα δίχτυα του απλά."),
        ("en", "period", "Last year the river rose twice."),
        ("en", "print", "The text of the treaty is short."),
        ("es", "credit", "Pasó por el puente."),
        ("fi", "subscribe", "Perunat kasvoivat hyvin."),
        ("fr", "credit", "Il marche avec son chien."),
        ("id", "outlet", "Persib menang dengan tiga gol."),
        ("ko", "campaign", "강까지 걸었다."),
        ("pl", "disclosure", "Projekt mostu jest gotowy."),
        ("ru", "outlet", "Тем временем дождь прошёл."),
        ("tr", "greet", "Bekleme salonu doluydu."),
        ("zh", "effort", "他拿起一本书。"),
        ("zh", "join", "他成为一名医生。"),
    ],
)
def test_an_ordinary_word_names_no_concept(language: str, concept: str, text: str) -> None:
    """What articles say as often as banners do tells nothing of either."""
    assert concept not in concepts_of(text, language)


@pytest.mark.parametrize(
    "language",
    """sv ro bg el sr id fa bn th he sl lt lv et mk sq az hy ka kk af tl mr ta te gl is uz ne
    da no fi hr bs sk be ca ur vi sw ms""".split(),
)
def test_every_language_has_its_terms(language: str) -> None:
    """A language has terms of most concepts, or is read by those of its neighbour."""
    terms = own_terms(language) + read_terms(READ_AS.get(language, language), "substrings")
    assert len({concept for concept, _ in terms}) >= 0.9 * len(CONCEPTS)


def test_serbian_is_read_in_both_scripts() -> None:
    """The same word in either script speaks of the same."""
    lexicon = load_lexicon("sr")
    assert [
        {hit.concept for hit in lexicon.find(read_words(word))}
        for word in ("donirajte", "донирајте")
    ] == [{"give"}, {"give"}]


def test_codes_without_vocabulary_share_one_lexicon() -> None:
    """A page may state any two letters: a lexicon for each would fill a worker that reads many pages."""
    assert load_lexicon("xx") is load_lexicon("qz") is load_lexicon(None)
    assert load_lexicon("sr") is not load_lexicon("hr") is not load_lexicon("en")


@pytest.mark.parametrize(
    "language", "en ru uk de fr es it pt nl pl cs hu tr ar zh ja ko hi".split()
)
def test_every_language_has_a_vocabulary(language: str) -> None:
    """Each language speaks of giving, subscribing and newsletters in words of its own."""
    terms = {
        concept for table in ("terms", "substrings") for concept, _ in read_terms(language, table)
    }
    assert {"you", "we", "give", "subscribe", "newsletter", "related"} <= terms


@pytest.mark.parametrize(
    ("language", "text", "concept", "quoted"),
    [
        pytest.param("en", "“Please donate,” he said.", "give", True, id="in quotation marks"),
        pytest.param("en", "Please donate “soon”.", "give", False, id="beside them"),
        pytest.param("zh", "他说：“请立即捐款。”", "give", True, id="zh, in quotation marks"),
        pytest.param("zh", "请立即捐款。", "give", False, id="zh, plain"),
        pytest.param("ar", "والتبرع", "give", False, id="ar, after article and particles"),
    ],
)
def test_a_hit_tells_whether_it_is_quoted(
    language: str, text: str, concept: str, quoted: bool
) -> None:
    """What somebody quoted says is told apart, also in scripts without spaces."""
    hits = load_lexicon(language).find(read_words(text))
    assert {hit.quoted for hit in hits if hit.concept == concept} == {quoted}


def test_a_term_does_not_begin_within_an_arabic_word() -> None:
    """Before it in its word are the article and particles only, and four of them at most."""
    lexicon = load_lexicon("ar")

    def finds(word: str) -> bool:
        return any(hit.concept == "give" for hit in lexicon.find(read_words(word)))

    assert [finds(word) for word in ("تبرع", "بالتبرع", "متبرع")] == [True, True, False]
