"""Credit lines in every script: which words name the authors, which name photographers, editors and sources.

A credit line is a row of labels and names: "Text: Ann Lee Foto: Bo Ek", "文・北川真理 写真・高木修",
"เรื่อง: อรทัย ใจดี ภาพ: สมชาย ดีงาม". Chinese, Japanese and Korean names are without spaces, or
with spaces in them; where they do, surnames tell how many names there are.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, compress, filterfalse
from operator import itemgetter
from typing import Final

from newscrawl.extract.metadata.surnames import CHINESE, JAPANESE, KOREAN
from newscrawl.extract.metadata.tasks import words_of

_WRITERS: Final = words_of(
    """
    author authors by writer reporter reporters words text story written_by text_and_photos contributor
    autor autoren autorin autorinnen autor:in autor/in autorin/autor text_und_fotos bericht
    auteur auteurs autrice texte propos_recueillis_par autores autora texto redactor autore autori testo
    tekst forfatter skribent journalist författare teksti kirjoittaja toimittaja szerző írta autorka
    opracowanie piše pišu napisao napisala avtor avtorica autors tekstas parengė müəllif muallif mwandishi
    yazan yazar haber muhabir penulis oleh pewarta tác_giả bài_viết συντάκτης κείμενο γράφει γράφει_ο γράφει_η
    γράφουν автор авторы автори текст записал записала подготовил подготовила беседовал беседовала
    корреспондент пише ავტორი Հեղինակ
    interview protokoll reportage gespräch kommentar kolumne essay recherche entretien enquête récit
    entrevista entrevistas escribe escriben reportaje crónica reportagem crônica intervista servizio
    wywiad rozmowa rozhovor riport interjú haastattelu intervju krönika ρεπορτάζ συνέντευξη
    интервью репортаж беседа репортажа laporan kontributor bài bài_và_ảnh bài,_ảnh thực_hiện röportaj
    söyleşi hazırlayan
    text_och_foto text_och_bild tekst_og_foto texte_et_photos texto_y_fotos texto_e_fotos testo_e_foto
    tekst_i_zdjęcia
    teksti_ja_kuvat teksti_ja_kuva text_a_foto текст_и_фото metin κείμενο-φωτογραφίες
    रिपोर्ट प्रस्तुति লেখা লিখেছেন প্রতিবেদন رپورٹ تحقيق حوار گفتگو مصاحبه
    بقلم كتب كتبت الكاتب الكاتبة إعداد تقرير كتابة نویسنده گزارش خبرنگار به_قلم تحریر مصنف מאת כתב כתבה
    लेखक लेखिका लेखन रिपोर्ट रिपोर्टर संवाददाता লেখক প্রতিবেদক எழுதியவர்
    โดย เรื่อง เรื่องและภาพ ผู้เขียน ผู้สื่อข่าว รายงานโดย เขียนโดย ข่าวโดย
    執筆者 著者名 text 作者 原作者 文 文字 文章 文/图 文/摄 撰文 撰稿 撰稿人 执笔 執筆 执笔人 執筆人 采写
    採訪 采访 报道 記者
    记者 本报记者 通讯员 通訊員 著 著者 筆者 取材 取材・文 文・写真
    文・撮影 聞き手 記事 ライター 構成 構成・文 글 글·사진 글/사진 작성자 기자 취재
    """
)
_OTHERS: Final = words_of(
    """
    photo photos photograph photography photographer picture pictures image images illustration illustrations
    graphic graphics video camera editor editors edited_by editing source sources translation translated_by
    foto fotos fotograf fotografie bild bilder grafik illustrationen quelle quellen redaktion bearbeitung
    übersetzung
    crédit crédits photographe source édition traduction fuente fuentes edición imagen ilustración fonte
    immagine
    traduzione imagem edição traducción fotografia fotografía kuva kuvat kilde källa bron beeld zdjęcia
    źródło fot
    picha mhariri zdroj forrás kaynak fotoğraf editör sumber nguồn ảnh foto_oleh φωτογραφία φωτογραφίες
    πηγή επιμέλεια
    фото источник джерело редактор иллюстрация перевод оператор
    تصوير المصدر تحرير ترجمة عکس منبع تصویر צילום צילומים מקור עריכה
    مترجم ترجمه kamera fotó fotók снимки снимка ფოტო
    फोटो स्रोत संपादन संपादक छवि ছবি সূত্র
    ภาพ ภาพโดย ที่มา แหล่งที่มา บรรณาธิการ เรียบเรียง แปล
    来源 來源 稿源 出处 出處 源 图 图片 圖 圖片 摄 攝 摄影 攝影 摄像 供图 编辑 編輯 责编 责任编辑 責任編輯
    主编 校对 审核 监制 翻译 译者 译
    时间 時間 日期 发布 發布 发布时间 更新 更新时间 阅读 浏览 点击 分类 标签 关键词 栏目 字号
    写真 撮影 画 イラスト 編集 翻訳 翻訳者 訳 監修 提供 出典 更新日 公開日 사진 그래픽 출처 편집 에디터
    입력 수정 영상
    """
)
_MARK = re.compile("[:：(（＝=／/╱・丨|｜՝者员員人辑輯编글生]")
"""Every label has one of these after it, or ends in one."""
_WRITER_LABEL = re.compile(_WRITERS, re.IGNORECASE)
_LABEL = re.compile(
    rf"(?:^|(?<=[\s,;.；，、。|／/()（）\[\]【】●■□◎])|(?<=[\u3400-\u9fff])(?=(?:作者|编辑|編輯|来源|來源|摄影)[:：]))"
    rf"(?:(?P<writer>(?!기자\s*[|｜·/])(?:{_WRITERS})|[\u3400-\u9fff]{{1,8}}(?:记者|記者|通讯员|通訊員)(?=[:：]))|(?P<other>{_OTHERS}))"
    rf"(?:\s*[:：＝=՝]\s*|(?<=[\u0e00-\u9fff\uac00-\ud7a3])\s*[／/╱・丨|｜]\s*(?=\S)"
    r"|(?<=[\u0900-\u0dff\u0600-\u06ff\u0590-\u05ff])\s*[-–—]\s+(?=\S)"
    r"|(?<=[者员員人辑輯编])\s+(?=[\u3400-\u9fff])|(?:(?<=文)|(?<=写真)|(?<=撮影)|(?<=图))\s+(?=[\u3040-\u9fff]{2,6}(?:\s|$))"
    r"|(?:(?<=글)|(?<=사진)|(?<=그래픽)|(?<=영상))\s+(?=[\uac00-\ud7a3]{2,4}(?:\s|$)))",
    re.IGNORECASE,
)
_LABEL_END = re.compile(
    r"[:：＝=՝／/╱・丨|｜者员員人辑輯编文真影图글진픽상]|[\u0590-\u06ff\u0900-\u0dff]\s*[-–—]"
)
"""A part of each match of the pattern above, and changed with it: its marks, and the ends of its labels."""


_BEHIND = re.compile(
    r"((?:^|[,;&|]|\s(?:and|und|et|y|e|og|och|en|i)\s)\s*)([^,;&|()（）:]{3,40}?)"
    rf"\s*[(（]({_WRITERS}|{_OTHERS})[)）]",
    re.IGNORECASE,
)
"""A label in brackets behind its name: "Ann Lee (text)"."""
_SPACELESS_BEHIND = re.compile(
    r"(^|[\s，,;；、])([\u3040-\u30ff\u3400-\u9fff·]{2,8})\s*[/／|｜]\s*"
    r"(文字?|图|圖|图片|摄|攝|摄影|攝影|撰文|撮影|写真)(?=$|[\s，,;；、])"
)
"""As some Chinese papers write it: "王芳/文 李明/图"."""
_LOOSE_JOINT = re.compile(r"\s+(?:and|und|et|y|e|og|och|en|i)$", re.IGNORECASE)
_SENT = re.compile(r"(?<=기자)\s*[=＝].*$")
"""The text after the reporter of a Korean agency: "김철수 기자 = …"."""


def credited(line: str) -> str:
    """Return the part of a credit *line* that names the authors: no label, nobody with another task.

    A line without labels is returned as it is; one that credits others alone is empty.

    >>> credited("Foto: Bo Ek, Text: Ann Lee"), credited("By Ann Lee"), credited("来源：新报")
    ('Ann Lee', 'By Ann Lee', '')
    """
    # Before labels are looked for: the text of the article follows.
    line = _SENT.sub("", line)
    labels = _labels_in(line)
    if not labels:
        return line
    # The names of a label reach to the next label, whoever that is for.
    texts = _texts_after(labels, line)
    written = list(compress(texts, map(_writer_of, labels)))
    # Only labels of others: the words before the first one may be the author without a label.
    if not written:
        return line[: labels[0].start()].strip()
    return ", ".join(filter(None, map(_without_joint, written)))


def _labels_in(line: str) -> list[re.Match[str]]:
    """Return the labels in *line*; most lines are spared the large pattern."""
    return list(_LABEL.finditer(line)) if _LABEL_END.search(line) else []


_writer_of: Final = itemgetter("writer")


def _texts_after(found: Sequence[re.Match[str]], line: str) -> list[str]:
    """Return the text after each match in *line*, as far as the next match."""
    ends = [*map(re.Match.start, found[1:]), len(line)]
    spans = zip(found, ends, strict=False)
    return [line[each.end() : end] for each, end in spans]


def _without_joint(text: str) -> str:
    """Return the names in *text* without the marks and the joint that another label is after."""
    return _LOOSE_JOINT.sub("", text.strip(" ,;|/；，、。"))


def labels_in_front(line: str) -> str:
    """Return *line* with each label that is behind its name in front of it.

    >>> labels_in_front("Ann Lee (Text), Bo Ek (Fotos)"), labels_in_front("王芳/文 李明/图")
    ('Text: Ann Lee, Fotos: Bo Ek', '文: 王芳 图: 李明')
    """
    return _SPACELESS_BEHIND.sub(r"\1\3: \2", _BEHIND.sub(r"\1\3: \2", line))


def is_writer_label(text: str) -> bool:
    """Return whether *text* is a label for authors and nothing else: "Autor", "作者：", "Text"."""
    return _WRITER_LABEL.fullmatch(text.strip(" \t:：")) is not None


def is_credit(line: str) -> bool:
    """Return whether *line* credits an author by a label: "Text: …", "作者：…", "本报记者 …"."""
    # The large pattern is asked only for the few lines with one of these marks.
    if not _MARK.search(line):
        return False
    labels = _LABEL.finditer(labels_in_front(line))
    return any(map(_writer_of, labels)) or bool(_REPORTER_LEAD.search(_TAIL.sub("", line)))


def has_reporter_behind(line: str) -> bool:
    """Return whether a short *line* ends in the task of a reporter: "김철수 기자", "山田太郎記者"."""
    # Korean bylines may end in the reporter's e-mail address.
    if _ROLE_IN_FRONT.match(line):
        return True
    bare = _ADDRESS.sub("", _ENTERED.sub("", line)).strip(" []【】")
    bare = _READING.sub("", bare)
    if len(bare) > MAX_SPACELESS_CHARS or not is_spaceless(bare):
        return False
    return _ROLE_BEHIND.search(bare) is not None


def japanese_names(line: str) -> tuple[str, ...]:
    """Return the names of a short Japanese *line* that signs an article: in brackets, or beside a task.

    >>> japanese_names("【山田太郎】"), japanese_names("青石支局・山田太郎"), japanese_names("【緊急事態】")
    (('山田太郎',), ('山田太郎',), ())
    """
    found = _SIGNED_JP.fullmatch(line.strip())
    if found is None:
        return ()
    # Surnames tell people from the words that such brackets hold as well.
    signed = next(filter(None, found.groups()))
    return all_or_none(_is_japanese_name, _SIGNED_PARTS.split(signed))


def all_or_none(is_name: Callable[[str], bool], names: Iterable[str]) -> tuple[str, ...]:
    """Return *names* if each is one; else none, since words among them make the others doubtful."""
    names = tuple(names)
    return names if all(map(is_name, names)) else ()


def _is_japanese_name(name: str) -> bool:
    """Return whether *name* is a frequent surname and a first name."""
    heads = (name[:size] for size in _SURNAME_CHARS)
    surnames = filter(JAPANESE.__contains__, heads)
    rests = map(name.removeprefix, surnames)
    return any(map(_is_japanese_first_name, rests))


def _is_japanese_first_name(rest: str) -> bool:
    """Return whether *rest*, after a surname, has the form of a first name."""
    # Places and railways have surnames in their names: 山口県, 福島第一.
    return len(rest) in _FIRST_NAME_CHARS and rest[0] not in _OF_PLACES


def signed_names(line: str) -> tuple[str, ...]:
    """Return the names that a Chinese article ends with, in brackets: "……。（常书香 马丹阳）".

    >>> signed_names("大家剪出了两字。（常书香 马丹阳 ）"), signed_names("他去了北京（中国）")
    (('常书香', '马丹阳'), ())
    """
    found = _SIGNED.search(line)
    if found is None:
        return ()
    # Brackets also hold places: a surname at the beginning of each part tells people.
    return all_or_none(has_surname, _SIGNED_PARTS.split(found[1].strip()))


_HANGUL: Final = re.compile(r"[\uac00-\ud7a3\s]+")
_HAN: Final = "\u3400-\u9fff\uf900-\ufaff"
_SPACELESS = re.compile(rf"[{_HAN}\u3040-\u30ff\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏͰ-ӿ]")
_REPORTERS: Final = "记者|記者|实习生|實習生|通讯员|通訊員|特派员|特派員|评论员|評論員|撰稿人|主笔"
_REPORTER_LEAD = re.compile(
    rf"[{_HAN}·]{{0,14}}?(?:{_REPORTERS})(?:\s*[:：]\s*|\s+|(?=[{_HAN}]{{2,4}}(?![{_HAN}])))"
)
_TAIL = re.compile(
    r"(?:发自|發自|出自|来源|报道|報導|報道|供稿|[／/]文|[／/＝=]"
    r"|\s[^\s]{2,8}(?:报道|報導|讯|电|摄)|\d).*$",
    re.DOTALL,
)
_ROLE_IN_FRONT = re.compile(r"기자\s+[\uac00-\ud7a3]{2,4}(?:\s*$|\s+\S+@)")
_ENTERED = re.compile(r"\s*[|｜·]?\s*(?:입력|등록|승인)?\s*\d{4}[.-].*$")
_READING = re.compile(r"\s*[(（][\u3040-\u30ff\s]+[)）]")
"""How a Japanese name is read."""
_ADDRESS = re.compile(r"\s*[(<]?\S+@\S+$")
_SIGNED = re.compile(
    rf"(?:^|[。！？!?”」』])\s*[（(]\s*([{_HAN}]{{2,3}}(?:[\s、，][{_HAN}]{{2,3}}){{0,3}})(?:\s+[{_HAN}]{{2,3}}报道)?\s*[）)]$"
)
_NAMES_JP: Final = rf"[{_HAN}\u3040-\u30ff]{{3,6}}(?:[、，][{_HAN}\u3040-\u30ff]{{3,6}}){{0,3}}"
_TASK_JP: Final = "編集委員|論説委員|特派員|支局長?|本部|記者|通信員|編集長|デスク|コラムニスト"
_SIGNED_JP = re.compile(
    rf"[【（〔\[(]({_NAMES_JP})(?:[，、,]\s*[A-Za-z][\w .]{{1,24}})?[】）〕\])]"
    rf"|[{_HAN}\u30a0-\u30ff]{{0,8}}(?:{_TASK_JP})[\s・/／]+({_NAMES_JP})"
    rf"|({_NAMES_JP})[\s＝=・/／]+[{_HAN}]{{0,6}}(?:{_TASK_JP})"
)
_SURNAME_CHARS: Final = (3, 2, 1)
_OF_PLACES: Final = frozenset("県市区町村第駅港支地競線空府郡")
_FIRST_NAME_CHARS: Final = range(1, 4)
_SIGNED_PARTS = re.compile(r"[\s、，]")
_OTHER_TASK = re.compile(r"(?:摄|攝|编制|制图|製圖|绘制|供图|撮影|写真)\s*$")
_ROLE_BEHIND = re.compile(
    r"\s*(?:(?:선임|수석|전문|객원|인턴|수습)?기자|특파원|논설위원|편집위원|記者|记者|特派員|編集委員|論説委員|通讯员|さん|氏)"
    r"(?:\s*외(?:\s*\d+명)?)?$"
)
_TEAM = re.compile(r"(?<=[\uac00-\ud7a3])\s+[\uac00-\ud7a3]{1,6}(?:팀|부|국|센터)\s+(?=기자)")
_PARTED = re.compile(
    r"\s*[、，,;；|＆&\n]\s*|\s*[·・‧](?=[\uac00-\ud7a3])|\s+(?:和|与|與|及|와|과|및)\s+|\s{2,}"
)
_NO_NAME: Final = frozenset(
    """
    本报 本报讯 本刊 本网 本站 本社 本报记者 综合 综合报道 整理 佚名 匿名 网友 管理员 小编 编辑 编辑部 記者
    记者 通讯员 转载 转帖 原创 未知
    不详 无 입력 수정 승인 등록 기자명 구독 管理人 관리자 편집부 익명 기자 編集部 匿名希望 管理者
    """.split()
)
MAX_SPACELESS_CHARS: Final = 16
_NAME_CHARS: Final = range(2, 5)
"""Characters of a Chinese or Korean name."""
_SENTENCE_MARK: Final = re.compile(r"[。！？!?：:]")
_SURNAMES: Final = CHINESE | KOREAN
_without_role: Final = partial(_ROLE_BEHIND.sub, "")


def is_spaceless(line: str) -> bool:
    """Return whether *line* is mostly written in Chinese, Japanese or Korean letters."""
    return len(_SPACELESS.findall(line)) > len(_LATIN.findall(line))


def spaceless_names(line: str) -> Iterator[str]:
    """Yield the names of a Chinese, Japanese or Korean byline, in order.

    >>> list(spaceless_names("新报记者 王芳 李明")), list(spaceless_names("김철수·이영희 기자"))
    (['王芳', '李明'], ['김철수', '이영희'])
    """
    # Desks and the words after the names ("报道", a date) would be split into more names.
    line = _TEAM.sub(" ", _TAIL.sub("", line))
    # "王芳 记者" has the task behind: then nothing before it is a lead.
    leads = [] if _ROLE_BEHIND.search(line) else list(_REPORTER_LEAD.finditer(line))
    parts = _texts_after(leads, line) or [line]
    # A part that ends in the task of another has nobody's name.
    pieces = chain.from_iterable(map(_PARTED.split, filterfalse(_OTHER_TASK.search, parts)))
    names = filter(_may_be_name, chain.from_iterable(map(_names_in, pieces)))
    # Right after a lead and without spaces a name is only told by its surname.
    needs_surname = bool(leads) and " " not in line
    return filter(has_surname, names) if needs_surname else names


def _names_in(piece: str) -> list[str]:
    """Return what may be names in a *piece* of a byline, without tasks and marks."""
    bare = piece.strip(" \t.:：。-–—·•・|*'\"「」『』《》□■◎●◆")
    return _by_surname(_without_role(bare).strip(" ・·"))


def _by_surname(text: str) -> list[str]:
    """Split "王芳 李明" where each part is a name of its own; "中村 真子" is one."""
    words = text.split()
    bare = list(map(_without_role, words))
    parts = list(filterfalse(_NO_NAME.__contains__, filter(None, bare)))
    # A part that was a task alone, or ended in one, parts names.
    if bare != words:
        return parts
    # An outlet stands before the name: "새소식 김철수".
    if len(parts) > 1 and _HANGUL.fullmatch(text) and _is_whole_name(parts[-1]):
        parts = list(filter(_is_whole_name, parts))
    # Japanese writes a space within a name; Chinese and Korean between names, each with a surname.
    are_names = len(parts) > 1 and all(map(_is_whole_name, parts))
    return parts if are_names else [" ".join(parts)]


def _is_whole_name(part: str) -> bool:
    """Return whether *part* has the length of a Chinese or Korean name, and begins with a surname."""
    return len(part) in _NAME_CHARS and has_surname(part)


def has_surname(part: str) -> bool:
    """Return whether *part* begins with a Chinese or Korean surname."""
    return part[0] in _SURNAMES


def _may_be_name(name: str) -> bool:
    """Return whether *name* has the length of one, and is neither a sentence nor a word for nobody."""
    is_of_length = 1 < len(name) <= MAX_SPACELESS_CHARS
    return is_of_length and name not in _NO_NAME and not _SENTENCE_MARK.search(name)
