"""Pages cut to their first paragraphs, with what surrounds short articles: legal text, teasers.

On most pages an article is longer than all that is around it, so that weights learn to trust long
text wherever it is. A short story of one to four paragraphs beside a long notice or a row of
teasers is what they must see too. Threads of comments are not among them: a row of short signed
entries is like the updates of a live blog, which are text. ``benchmarks.train_segments`` learns from such pages.
"""
# ruff: noqa: E501 - texts in many languages

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from lxml.html import HtmlElement

from benchmarks.shapes import parse, text_of
from newscrawl.extract.segmentation.segments import key_of
from newscrawl.text.language import detect_language

MIN_PARAGRAPH, MIN_LINES = 40, 5
"""Letters of a paragraph that may be cut, and paragraphs of a page that is."""
MOST_KEPT = 4
TEASER_CHARS = 180
LEGAL = {
    "en": (
        "All rights reserved. Reproduction in whole or in part without written permission of the publisher is prohibited.",
        "The information on this website is provided for general purposes only. We accept no liability for errors or for the content of linked pages.",
        "By using this website you agree to our terms of service, our privacy policy and our policy on cookies, which may change from time to time.",
        "Registered office: 12 Mill Lane. Registered in England and Wales, company number 0471123. A member of the press standards organisation.",
    ),
    "de": (
        "Alle Rechte vorbehalten. Die Vervielfältigung der Inhalte, auch in Auszügen, bedarf der schriftlichen Zustimmung des Verlags.",
        "Für die Richtigkeit der Angaben und für die Inhalte verlinkter Seiten wird keine Haftung übernommen.",
        "Mit der Nutzung dieser Website erklären Sie sich mit unseren Nutzungsbedingungen und der Datenschutzerklärung einverstanden.",
        "Verantwortlich im Sinne des Presserechts ist der Verlag, Amtsgericht Hannover, HRB 5512, Umsatzsteuernummer DE 1234567.",
    ),
    "fr": (
        "Tous droits réservés. Toute reproduction, même partielle, des articles sans l'autorisation écrite de l'éditeur est interdite.",
        "L'éditeur ne saurait être tenu responsable des erreurs ni du contenu des sites vers lesquels renvoient les liens.",
        "En poursuivant votre navigation sur ce site, vous acceptez nos conditions générales d'utilisation et notre politique de confidentialité.",
    ),
    "es": (
        "Todos los derechos reservados. Queda prohibida la reproducción total o parcial de los contenidos sin autorización escrita del editor.",
        "La empresa no se hace responsable de las opiniones de los colaboradores ni del contenido de las páginas enlazadas.",
        "Al utilizar este sitio usted acepta las condiciones de uso, la política de privacidad y la política de cookies vigentes.",
    ),
    "it": (
        "Tutti i diritti riservati. È vietata la riproduzione, anche parziale, dei contenuti senza il consenso scritto dell'editore.",
        "L'editore non risponde di eventuali errori né dei contenuti dei siti collegati. Registrazione al tribunale n. 112 del 2004.",
        "Continuando la navigazione si accettano i termini di servizio e l'informativa sulla privacy e sui cookie.",
    ),
    "pt": (
        "Todos os direitos reservados. É proibida a reprodução total ou parcial do conteúdo sem autorização por escrito do editor.",
        "A empresa não se responsabiliza por erros nem pelo conteúdo das páginas para as quais existem ligações.",
        "Ao utilizar este site, o leitor aceita os termos de uso, a política de privacidade e a política de cookies.",
    ),
    "nl": (
        "Alle rechten voorbehouden. Niets uit deze uitgave mag worden verveelvoudigd zonder schriftelijke toestemming van de uitgever.",
        "De uitgever is niet aansprakelijk voor onjuistheden of voor de inhoud van pagina's waarnaar wordt verwezen.",
        "Door deze website te gebruiken gaat u akkoord met onze voorwaarden, het privacybeleid en het cookiebeleid.",
    ),
    "pl": (
        "Wszelkie prawa zastrzeżone. Kopiowanie i rozpowszechnianie treści, także we fragmentach, bez pisemnej zgody wydawcy jest zabronione.",
        "Wydawca nie ponosi odpowiedzialności za błędy ani za treść stron, do których prowadzą odnośniki.",
        "Korzystając z serwisu, akceptujesz regulamin, politykę prywatności oraz zasady stosowania plików cookie.",
    ),
    "ru": (
        "Все права защищены. Полное или частичное воспроизведение материалов без письменного разрешения редакции запрещено.",
        "Редакция не несёт ответственности за содержание рекламных материалов и страниц, на которые ведут ссылки.",
        "Пользуясь сайтом, вы соглашаетесь с условиями использования и политикой конфиденциальности. Свидетельство о регистрации СМИ № 77-1234.",
    ),
    "uk": (
        "Усі права захищені. Повне або часткове відтворення матеріалів без письмового дозволу редакції заборонено.",
        "Редакція не несе відповідальності за зміст реклами та сторінок, на які ведуть посилання.",
        "Користуючись сайтом, ви погоджуєтеся з умовами використання та політикою конфіденційності.",
    ),
    "el": (
        "Με την επιφύλαξη παντός δικαιώματος. Απαγορεύεται η αναδημοσίευση, ολική ή μερική, χωρίς γραπτή άδεια του εκδότη.",
        "Ο εκδότης δεν φέρει ευθύνη για το περιεχόμενο των ιστοσελίδων στις οποίες παραπέμπουν οι σύνδεσμοι.",
    ),
    "tr": (
        "Tüm hakları saklıdır. Yayıncının yazılı izni olmadan içeriğin tamamı veya bir bölümü çoğaltılamaz.",
        "Bağlantı verilen sayfaların içeriğinden ve olası hatalardan sitemiz sorumlu tutulamaz.",
    ),
    "ar": (
        "جميع الحقوق محفوظة. يمنع نسخ المحتوى أو إعادة نشره كليا أو جزئيا دون إذن خطي من الناشر.",
        "لا تتحمل المؤسسة أي مسؤولية عن محتوى الصفحات الخارجية أو عن الأخطاء التي قد ترد في الموقع.",
    ),
    "zh": (
        "版权所有。未经本网书面授权，任何单位及个人不得转载、摘编或以其他方式使用本网站的内容，违者将依法追究责任。",
        "本网站不对链接页面的内容承担任何责任，所载信息仅供参考，不构成任何建议。增值电信业务经营许可证编号：京B2-20110000。",
    ),
    "ja": (
        "無断転載を禁じます。本サイトに掲載されている記事、写真等の著作権は当社または情報提供者に帰属します。",
        "リンク先のページの内容について当社は一切の責任を負いません。掲載情報は予告なく変更されることがあります。",
    ),
    "ko": (
        "저작권자의 서면 허가 없이 본 사이트의 콘텐츠를 무단 전재하거나 재배포하는 것을 금지합니다.",
        "본 사이트는 링크된 페이지의 내용에 대하여 책임을 지지 않습니다. 등록번호 서울 아01234, 발행인 홍길동.",
    ),
    "sv": (
        "Alla rättigheter förbehålls. Innehållet får inte kopieras eller spridas utan utgivarens skriftliga tillstånd.",
        "Redaktionen ansvarar inte för innehållet på de sidor som länkarna leder till. Ansvarig utgivare enligt utgivningsbeviset.",
    ),
    "cs": (
        "Všechna práva vyhrazena. Jakékoli užití obsahu včetně převzetí článků je bez písemného souhlasu vydavatele zakázáno.",
        "Vydavatel neodpovídá za obsah stránek, na které vedou odkazy, ani za případné chyby.",
    ),
}  # fmt: skip
Teaser = tuple[str, str]


def paragraphs_in(tree: HtmlElement, text: str) -> list[HtmlElement]:
    """Return the ``p`` elements of *tree* whose text is in the true *text*, in order."""
    whole = flat(text)
    found = [each for each in tree.iter("p") if not any(True for _ in each.iterdescendants("p"))]
    keys = [(each, flat("".join(each.itertext()))) for each in found]
    return [each for each, key in keys if len(key) >= MIN_PARAGRAPH and key in whole]


def flat(text: str) -> str:
    """Return *text* as it is compared, without spaces."""
    return key_of(text).replace(" ", "")


def cut(row: dict[str, Any], teasers: Mapping[str, Sequence[Teaser]]) -> dict[str, Any] | None:
    """Return *row* with its page and true text cut and something around it; ``None``: it cannot be."""
    text = row["truth"].get("text")
    if not text:
        return None
    tree = parse(row["html"].decode("utf-8", "replace"))
    found = paragraphs_in(tree, text)
    if len(found) < MIN_LINES:
        return None
    number = zlib.crc32(row["id"].encode())
    gone = found[1 + number % MOST_KEPT :]
    lost = {flat("".join(each.itertext())) for each in gone}
    lines = [line for line in text.split("\n") if flat(line) not in lost]
    # Of a truth that has other lines than the page nobody knows what is left of it.
    if len(lines) > len(text.split("\n")) - len(gone):
        return None
    box = found[0].getparent()
    for each in gone:
        each.drop_tree()
    language = detect_language(text) or "en"
    _surround(tree, box, number // MOST_KEPT, language, teasers.get(language, ()))
    return {
        **row,
        "html": text_of(tree).encode(),
        "truth": {**row["truth"], "text": "\n".join(lines)},
    }


def _surround(
    tree: HtmlElement, box: HtmlElement, number: int, language: str, teasers: Sequence[Teaser]
) -> None:
    """Put a notice or a row of teasers after *box*, or at the end of the page."""
    notes = LEGAL.get(language, ())
    makers: list[Callable[[], str] | None] = [
        None,
        (lambda: _legal(notes, number)) if notes else None,
        (lambda: _cards(teasers, number)) if len(teasers) >= MIN_LINES else None,
        (lambda: _cards(teasers, number)) if len(teasers) >= MIN_LINES else None,
    ]
    make = makers[number % len(makers)]
    if make is None:
        return
    holder = parse(f"<body>{make()}</body>").find("body")
    parent = box.getparent()
    assert holder is not None  # noqa: S101 - it was just made
    if number % 3 and parent is not None and parent.tag != "html":
        at = parent.index(box) + 1
        parent[at:at] = list(holder)
    else:
        body = tree.find("body")
        if body is not None:
            body.extend(list(holder))


def _legal(notes: Sequence[str], number: int) -> str:
    opening, closing = (("<footer>", "</footer>"), ("<div>", "</div>"), ('<div class="k9">', "</div>"),
        ('<div id="footer">', "</div>"))[number % 4]  # fmt: skip
    return opening + "".join(f"<p>{note}</p>" for note in notes[: 2 + number % 3]) + closing


def _cards(teasers: Sequence[Teaser], number: int) -> str:
    first = number % len(teasers)
    chosen = [*teasers[first:], *teasers[:first]][: 3 + number % 6]
    forms = (
        '<article><h2><a href="/a{0}">{1}</a></h2><p>{2}</p></article>',
        '<div class="c7"><a href="/a{0}"><h3>{1}</h3></a><p>{2}</p></div>',
        '<li><a href="/a{0}">{1}</a><p>{2}</p></li>',
        '<article><a href="/a{0}"><h3>{1}</h3><p>{2}</p></a></article>',
        '<div><img src="/i{0}.jpg"><h4><a href="/a{0}">{1}</a></h4><p>{2}</p><span>3.4.2025</span></div>',
    )
    form = forms[number % len(forms)]
    rows = "".join(form.format(at, *teaser) for at, teaser in enumerate(chosen))
    return f"<ul>{rows}</ul>" if form.startswith("<li") else f"<div>{rows}</div>"


def teasers_of(rows: Iterable[dict[str, Any]], most: int = 60) -> dict[str, list[Teaser]]:
    """Return teasers by language: the first words of the texts of *rows*, and their first sentence."""
    found: dict[str, list[Teaser]] = {}
    for row in rows:
        text = row["truth"].get("text") or ""
        lines = [line for line in text.split("\n") if len(line) >= MIN_PARAGRAPH]
        if not lines:
            continue
        known = found.setdefault(detect_language(text) or "en", [])
        if len(known) < most:
            words = lines[-1].split()
            known.append((" ".join(words[:7])[:60], lines[0][:TEASER_CHARS]))
    return found
