"""The words for the tasks of a newsroom, in some thirty languages, and the agencies that sign its texts."""

import re
from typing import Final

LETTER: Final = r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff]"
"""Letters and the signs that stand on them: ``\\b`` would end a Hindi word before its vowel sign."""


def words_of(text: str) -> str:
    """Return the alternatives of a pattern, longest first; ``_`` stands for a space."""
    # Alternatives match from left to right: "text" would hide "text und fotos".
    words = sorted(text.split(), key=len, reverse=True)
    return "|".join(re.escape(word).replace("_", r"\s+") for word in words)


_REPORTERS: Final = words_of(
    """
    reporter reporters correspondent journalist writer columnist
    redakteur redakteurin korrespondent korrespondentin reporterin mitarbeiter mitarbeiterin
    journaliste correspondant correspondante envoyé_spécial envoyée_spéciale chroniqueur chroniqueuse
    corresponsal periodista enviado_especial enviada_especial redactor redactora reportero reportera
    columnista
    jornalista repórter correspondente colunista enviado enviada
    giornalista inviato inviata corrispondente cronista editorialista
    verslaggever verslaggeefster redacteur redactrice journaliste
    dziennikarz dziennikarka reporterka korespondent korespondentka publicysta publicystka
    redaktor redaktorka reportér reportérka novinář novinářka zpravodaj zpravodajka komentátor
    újságíró tudósító riporter toimittaja kirjeenvaihtaja päätoimittaja kolumnisti
    korrespondent redaktör redaktør krönikör kommentator jurnalist jurnalistă corespondent
    корреспондент корреспондентка журналист журналистка обозреватель обозревательница колумнист спецкор собкор
    кореспондент кореспондентка журналіст журналістка репортер репортерка оглядач
    δημοσιογράφος ανταποκριτής ανταποκρίτρια συντάκτης συντάκτρια αρθρογράφος
    muhabir muhabiri gazeteci phóng_viên nhà_báo pv wartawan kontributor jurnalis mwanahabari
    صحفي صحفية صحافي صحافية مراسل مراسلة محرر محررة كاتب كاتبة إعلامي إعلامية
    خبرنگار روزنامه‌نگار روزنامه_نگار نامہ_نگار صحافی رپورٹر کالم_نگار تجزیہ_کار
    כתב כתבת עיתונאי עיתונאית פרשן פרשנית
    संवाददाता रिपोर्टर पत्रकार प्रतिनिधि ब्यूरो প্রতিবেদক প্রতিনিধি সাংবাদিক সংবাদদাতা
    """
)
REPORTER: Final = re.compile(rf"(?<!{LETTER})(?:{_REPORTERS})(?!{LETTER})", re.IGNORECASE)
"""A word for someone who reports, in any place of a line."""
TASK_BEFORE: Final = re.compile(
    rf"(?:(?-i:[a-zà-öø-ÿ']+)\s+){{0,3}}(?:{_REPORTERS})\s+(?=\S)", re.IGNORECASE
)
"""A task in front of a name: "our reporter Ann Lee", "dal nostro inviato Ugo Neri"."""
PLACE_BEHIND: Final = re.compile(
    r"\s+(?:in|from|for|reporting|special|aus|für|à|depuis|pour|desde|para|från|för|из|специально"
    r"|yazdı|bildirdi|aktardı|reports|follow|folgen|suivre|seguir|segui"
    r"|(?:im|in\ an|in)\ (?:gespräch|interview|conversation)|en\ (?:conversation|conversación)|em\ conversa"
    r"|last|published|posted|updated|modified|veröffentlicht|aktualisiert|publié|mis\ à\ jour|modifié"
    r"|publicado|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|bijgewerkt|geplaatst"
    r"|opublikowano|aktualizacja|publicerad|uppdaterad|publisert|oppdatert|publiceret|opdateret"
    r"|julkaistu|päivitetty|опубликовано|обновлено|опубліковано|оновлено|yayınlanma|güncelleme)(?!\S)",
    re.IGNORECASE,
)
"""What follows a name that is no part of it: "Ann Lee in Berlin", "Ann Lee Published", "Ann Lee Follow"."""
CITIES: Final = frozenset(
    """
    new_york new_delhi los_angeles san_francisco hong_kong buenos_aires rio_de_janeiro são_paulo tel_aviv
    kuala_lumpur mexico_city washington_dc cape_town addis_ababa abu_dhabi den_haag la_paz san_salvador
    panama_city santiago_de_chile ciudad_de_méxico quezon_city phnom_penh sri_lanka नई_दिल्ली নয়া_দিল্লি نئی_دہلی
    hà_nội ho_chi_minh hồ_chí_minh tp_hcm nowy_jork nueva_york nova_york nova_iorque нью-йорк
    """.split()
)
"""Cities whose names have the form of a person's; ``_`` stands for a space."""
_AGENCY_WORDS: Final = (
    "aa afp agerpres ana-mpa anadolu ani anp ansa ap apa apd ats belga bloomberg cna ctk čtk dapd"
    " ddp dha dpa efe epd europapress hina iha ians ifx ina interfax irna itar-tass jiji kna kyodo"
    " lno lusa mena mti ntb pap pti rbc reuters ria ritzau sana sda sid spa stt tanjug tass tt"
    " ukrinform unian upi wam xinhua yonhap zeit"
    " тасс рбк унн бта бгнес укринформ укрінформ уніан antara ttxvn tasr pa"
    " رويترز إيسنا ایسنا ایرنا पीटीआई एएनआई भाषा 연합뉴스 新华社 新華社 中新社 中央社"
    " 共同 時事 ap通信 ロイター"
)
AGENCIES: Final = frozenset(_AGENCY_WORDS.split())
