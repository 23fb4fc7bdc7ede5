"""In every language an appeal goes and short blocks of the article stay."""

import pytest

from newscrawl.boilerplate.strip import strip_blocks
from newscrawl.model.items import Block, Context, Facts

CASES = {
    "sv": (
        "Kommunen röstade i tisdags för att bygga upp bron som vårfloden tog.",
        "Arbetet tar två år, och färjan går så länge, sade borgmästaren Rut Aldén.",
        "Stöd vår oberoende journalistik. Swisha en slant eller bli månadsgivare från 50 kronor i månaden.",
        ("Broarna bär ingen,", "älven bär oss alla,", "sade hon och gick."),
    ),
    "ro": (
        "Consiliul a votat marți refacerea podului luat de viitura din primăvară.",
        "Lucrările durează doi ani, iar până atunci merge bacul, a spus primarul Rut Aldan.",
        "Susține jurnalismul independent: donează lunar, de la 10 lei. Fără tine nu putem continua munca redacției.",
        ("Podul nu duce pe nimeni,", "râul ne duce pe toți,", "a zis ea și a plecat."),
    ),
    "bg": (
        "Съветът гласува във вторник мостът, отнесен от пролетния потоп, да бъде построен отново.",
        "Работата ще трае две години, а дотогава върви ферибот, каза кметът Рут Алдан.",
        "Подкрепете независимата журналистика. Дарете от 5 лева на месец, за да продължи редакцията ни да работи.",
        ("Мостът не носи никого,", "реката носи всички,", "каза тя и си тръгна."),
    ),
    "el": (
        "Το συμβούλιο αποφάσισε την Τρίτη να ξαναχτιστεί η γέφυρα που παρέσυρε η πλημμύρα.",
        "Τα έργα θα κρατήσουν δύο χρόνια και ως τότε θα περνά φέρι, είπε η δήμαρχος Ρουθ Άλνταν.",
        "Στήριξε την ανεξάρτητη δημοσιογραφία μας. Κάνε μια δωρεά από 3 ευρώ τον μήνα για να συνεχίσουμε.",
        ("Η γέφυρα δεν κρατά κανέναν,", "το ποτάμι μας κρατά όλους,", "είπε και έφυγε."),
    ),
    "sr": (
        "Скупштина је у уторак изгласала да се мост који је однела поплава поново сагради.",
        "Радови ће трајати две године, а дотле вози скела, рекла је градоначелница Рут Алдан.",
        "Подржите независно новинарство. Донирајте од 300 динара месечно да би наша редакција наставила да ради.",
        ("Мост не носи никог,", "река носи све,", "рече и оде."),
    ),
    "id": (
        "Dewan kota memutuskan pada Selasa untuk membangun lagi jembatan yang hanyut pada banjir lalu.",
        "Pekerjaan itu makan waktu dua tahun, kata wali kota Ruth Aldan.",
        "Dukung jurnalisme independen kami. Berdonasi mulai Rp 20.000 per bulan agar redaksi terus bekerja.",
        ("Jembatan tak membawa siapa pun,", "sungai membawa semua,", "katanya lalu pergi."),
    ),
    "fa": (
        "شورای شهر روز سه‌شنبه رأی داد پلی که سیل بهار برده بود دوباره ساخته شود.",
        "کار دو سال طول می‌کشد و تا آن زمان قایق کار می‌کند، شهردار روت آلدان گفت.",
        "از روزنامه‌نگاری مستقل حمایت کنید. با کمک مالی ماهانه از ۵۰ هزار تومان تحریریه ما به کار ادامه می‌دهد.",
        ("پل هیچ‌کس را نمی‌برد،", "رود همه را می‌برد،", "زن این را گفت و رفت."),
    ),
    "bn": (
        "বসন্তের বন্যায় ভেসে যাওয়া সেতু আবার গড়ার পক্ষে মঙ্গলবার ভোট দিয়েছে পরিষদ।",
        "কাজে দুই বছর লাগবে, তত দিন ফেরি চলবে, বলেন মেয়র রুথ আলদান।",
        "স্বাধীন সাংবাদিকতার পাশে থাকুন। মাসে মাত্র ৫০ টাকা অনুদান দিন, যাতে আমরা কাজ চালিয়ে যেতে পারি।",
        ("সেতু কাউকে বয় না,", "নদী সবাইকে বয়,", "সে বলে চলে গেল।"),
    ),
    "th": (
        "สภาเมืองลงมติเมื่อวันอังคารให้สร้างสะพานที่ถูกน้ำพัดไปขึ้นใหม่",
        "งานจะใช้เวลาสองปี ระหว่างนั้นมีเรือข้ามฟาก นายกเทศมนตรีกล่าว",
        "สนับสนุนวารสารศาสตร์อิสระของเรา บริจาคเดือนละ 100 บาท เพื่อให้กองบรรณาธิการของเราทำงานต่อไป",
        ("สะพานไม่พาใครไป", "แม่น้ำพาทุกคน", "เธอพูดแล้วจากไป"),
    ),
    "he": (
        "המועצה החליטה ביום שלישי לבנות מחדש את הגשר שנסחף בשיטפון האביב.",
        "העבודה תימשך שנתיים ועד אז תפעל מעבורת, אמרה ראש העיר רות אלדן.",
        "תמכו בעיתונות עצמאית. תרומה חודשית מ-20 שקלים לחודש תאפשר למערכת שלנו להמשיך לעבוד.",
        ("הגשר אינו נושא איש,", "הנהר נושא את כולם,", "אמרה והלכה."),
    ),
    "sl": (
        "Občinski svet je v torek sklenil, da bodo most, ki ga je odnesla poplava, zgradili na novo.",
        "Dela bodo trajala dve leti, do takrat bo vozil trajekt, je dejala županja Ruth Aldan.",
        "Podprite neodvisno novinarstvo. Darujte od 3 evre na mesec, da bo naše uredništvo lahko delalo naprej.",
        ("Most ne nosi nikogar,", "reka nosi vse,", "je rekla in odšla."),
    ),
    "lt": (
        "Miesto taryba antradienį nusprendė atstatyti tiltą, kurį nunešė potvynis.",
        "Darbai truks dvejus metus, sakė merė Ruth Aldan.",
        "Paremkite nepriklausomą žurnalistiką. Aukokite nuo 3 eurų per mėnesį, kad mūsų redakcija galėtų dirbti toliau.",
        ("Tiltas nieko neneša,", "upė neša visus,", "tarė ji ir išėjo."),
    ),
    "lv": (
        "Dome otrdien nolēma atjaunot tiltu, ko aiznesa pavasara plūdi.",
        "Darbi ilgs divus gadus, sacīja mēre Ruta Aldana.",
        "Atbalsti neatkarīgu žurnālistiku. Ziedo no 3 eiro mēnesī, lai mūsu redakcija varētu turpināt darbu.",
        ("Tilts nenes nevienu,", "upe nes visus,", "viņa teica un aizgāja."),
    ),
    "et": (
        "Volikogu otsustas teisipäeval tulvavee viidud silla uuesti ehitada.",
        "Töö kestab kaks aastat, ütles linnapea Ruth Aldan.",
        "Toeta sõltumatut ajakirjandust. Anneta alates 3 eurost kuus, et meie toimetus saaks jätkata.",
        ("Sild ei kanna kedagi,", "jõgi kannab kõiki,", "ütles ta ja läks."),
    ),
    "mk": (
        "Советот во вторник изгласа мостот што го однесе поплавата повторно да се изгради.",
        "Работите ќе траат две години, рече градоначалничката Рут Алдан.",
        "Поддржете го независното новинарство. Донирајте од 100 денари месечно за нашата редакција да продолжи да работи.",
        ("Мостот никого не носи,", "реката ги носи сите,", "рече и замина."),
    ),
    "sq": (
        "Këshilli votoi të martën për rindërtimin e urës që e mori përmbytja.",
        "Punimet do të zgjasin dy vjet, tha kryetarja Rut Aldan.",
        "Mbështetni gazetarinë e pavarur. Dhuroni nga 3 euro në muaj që redaksia jonë të vazhdojë punën.",
        ("Ura s'mban askënd,", "lumi i mban të gjithë,", "tha ajo dhe iku."),
    ),
    "az": (
        "Şura çərşənbə axşamı daşqının apardığı körpünün yenidən tikilməsinə səs verdi.",
        "İşlər iki il çəkəcək, o vaxta qədər bərə işləyəcək, şəhər rəhbəri Rut Aldan dedi.",
        "Müstəqil jurnalistikaya dəstək olun. Ayda 5 manatdan ianə edin ki, redaksiyamız işinə davam etsin.",
        ("Körpü heç kimi aparmır,", "çay hamını aparır,", "dedi və getdi."),
    ),
    "hy": (
        "Ավագանին երեքշաբթի որոշեց վերակառուցել հեղեղի տարած կամուրջը։",
        "Աշխատանքները կտևեն երկու տարի, ասաց քաղաքապետ Ռութ Ալդանը։",
        "Աջակցեք անկախ լրագրությանը։ Նվիրաբերեք ամսական 1000 դրամ, որ մեր խմբագրությունը շարունակի աշխատել։",
        ("Կամուրջը ոչ ոքի չի տանում,", "գետը տանում է բոլորին,", "ասաց նա ու գնաց։"),
    ),
    "ka": (
        "საკრებულომ სამშაბათს გადაწყვიტა წყალდიდობით წაღებული ხიდის აღდგენა.",
        "სამუშაოები ორ წელს გაგრძელდება, თქვა მერმა რუთ ალდანმა.",
        "დაეხმარე დამოუკიდებელ ჟურნალისტიკას. გაიღე თვეში 5 ლარი, რომ ჩვენმა რედაქციამ მუშაობა გააგრძელოს.",
        ("ხიდს არავინ მიჰყავს,", "მდინარეს ყველა მიჰყავს,", "თქვა და წავიდა."),
    ),
    "kk": (
        "Кеңес сейсенбіде тасқын алып кеткен көпірді қайта салуға шешім қабылдады.",
        "Жұмыс екі жылға созылады, деді әкім Рут Алдан.",
        "Тәуелсіз журналистиканы қолдаңыз. Редакциямыз жұмысын жалғастыруы үшін айына 500 теңгеден қайырымдылық жасаңыз.",
        ("Көпір ешкімді алып жүрмейді,", "өзен бәрін алып жүреді,", "деді де кетті."),
    ),
    "af": (
        "Die raad het Dinsdag gestem om die brug wat die vloed weggespoel het, weer te bou.",
        "Die werk sal twee jaar duur, het burgemeester Ruth Aldan gesê.",
        "Ondersteun onafhanklike joernalistiek. Skenk vanaf R50 per maand sodat ons redaksie kan voortgaan.",
        ("Die brug dra niemand nie,", "die rivier dra almal,", "het sy gesê en geloop."),
    ),
    "tl": (
        "Bumoto ang konseho noong Martes na itayo muli ang tulay na tinangay ng baha.",
        "Tatagal ng dalawang taon ang gawain, sabi ng alkalde na si Ruth Aldan.",
        "Suportahan ang malayang pamamahayag. Mag-donate mula ₱50 kada buwan para makapagpatuloy ang aming newsroom.",
        ("Walang dala ang tulay,", "dala ng ilog ang lahat,", "sabi niya at umalis."),
    ),
    "mr": (
        "वसंतातील पुराने वाहून गेलेला पूल पुन्हा बांधण्याचा निर्णय नगर परिषदेने मंगळवारी घेतला.",
        "काम दोन वर्षे चालेल, असे महापौर रूथ आल्डन यांनी सांगितले.",
        "स्वतंत्र पत्रकारितेला पाठबळ द्या. आमच्या संपादकीय टीमचे काम सुरू राहावे म्हणून दरमहा ₹१०० देणगी द्या.",
        ("पूल कुणालाच नेत नाही,", "नदी सगळ्यांना नेते,", "ती म्हणाली आणि गेली."),
    ),
    "ta": (
        "வெள்ளத்தில் அடித்துச் செல்லப்பட்ட பாலத்தை மீண்டும் கட்ட நகர சபை செவ்வாய்க்கிழமை முடிவு செய்தது.",
        "வேலை இரண்டு ஆண்டுகள் ஆகும் என்று மேயர் ரூத் ஆல்டன் கூறினார்.",
        "சுதந்திர இதழியலை ஆதரியுங்கள். எங்கள் செய்தி அறை தொடர்ந்து இயங்க மாதம் ₹100 நன்கொடை அளியுங்கள்.",
        ("பாலம் யாரையும் சுமப்பதில்லை,", "நதி எல்லோரையும் சுமக்கிறது,", "என்று சொல்லிச் சென்றாள்."),
    ),
    "te": (
        "వరద కొట్టుకుపోయిన వంతెనను మళ్లీ కట్టాలని మంగళవారం మండలి నిర్ణయించింది.",
        "పని రెండేళ్లు పడుతుందని మేయర్ రూత్ ఆల్డన్ చెప్పారు.",
        "స్వతంత్ర జర్నలిజానికి మద్దతు ఇవ్వండి. మా న్యూస్‌రూమ్ పని కొనసాగేందుకు నెలకు ₹100 విరాళం ఇవ్వండి.",
        ("వంతెన ఎవరినీ మోయదు,", "నది అందరినీ మోస్తుంది,", "అని చెప్పి వెళ్లింది."),
    ),
    "gl": (
        "O pleno acordou o martes reconstruír a ponte que levou a enchente.",
        "As obras durarán dous anos, dixo a alcaldesa Ruth Aldán.",
        "Apoia o xornalismo independente. Doa desde 3 euros ao mes para que a nosa redacción poida continuar.",
        ("A ponte non leva a ninguén,", "o río lévaos a todos,", "dixo e marchou."),
    ),
    "is": (
        "Bæjarstjórn ákvað á þriðjudag að endurbyggja brúna sem flóðið tók.",
        "Verkið tekur tvö ár, sagði bæjarstjórinn Rut Aldan.",
        "Styrktu óháða blaðamennsku. Framlag frá 500 krónum á mánuði gerir ritstjórn okkar kleift að halda áfram.",
        ("Brúin ber engan,", "áin ber alla,", "sagði hún og fór."),
    ),
    "uz": (
        "Kengash seshanba kuni toshqin olib ketgan koʻprikni qayta qurishga qaror qildi.",
        "Ish ikki yil davom etadi, dedi hokim Rut Aldan.",
        "Mustaqil jurnalistikani qoʻllab-quvvatlang. Tahririyatimiz ishini davom ettirishi uchun oyiga 5000 soʻmdan xayriya qiling.",
        ("Koʻprik hech kimni olib bormaydi,", "daryo hammani olib boradi,", "dedi-yu ketdi."),
    ),
    "ne": (
        "बाढीले बगाएको पुल फेरि बनाउने निर्णय नगरपालिकाले मंगलबार गर्‍यो।",
        "काम दुई वर्ष लाग्ने मेयर रुथ आल्डनले बताइन्।",
        "स्वतन्त्र पत्रकारितालाई सहयोग गर्नुहोस्। हाम्रो समाचारकक्षले काम जारी राख्न सकोस् भनेर मासिक रु १०० चन्दा दिनुहोस्।",
        ("पुलले कसैलाई बोक्दैन,", "नदीले सबैलाई बोक्छ,", "भनेर उनी गइन्।"),
    ),
}


@pytest.mark.parametrize("language", CASES)
def test_an_appeal_goes_and_verse_stays(language: str) -> None:
    """Behind a poem in a box of its own comes an appeal: it goes, every line of the poem stays."""
    first, second, appeal, verse = CASES[language]
    place = Context(selectors=("article", "p"))
    apart = Context(selectors=("article", "div.c8", "p"))
    article = [
        Block(first, context=place),
        *(Block(line, context=apart) for line in verse),
        Block(second, context=place),
    ]
    stripped = strip_blocks([*article, Block(appeal, context=place)], Facts(language=language))
    assert [block.text for block in stripped.kept] == [block.text for block in article]
    assert [removal.text for removal in stripped.removed] == [appeal]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ("Ash 14, Birch 12", "Cedar 9, Dogwood 9", "Elm 4, Fir 1")),
        ("ar", ("هل ما زلت تكتب بيدك؟", "كل يوم.", "ولمن؟", "لا أحد.")),
        ("he", ("את עדיין כותבת?", "כל יום.", "למי?", "לאיש.")),
        ("hi", ("अब भी लिखते हैं?", "रोज़।", "किसके लिए?", "किसी के लिए नहीं।")),
        ("ko", ("아직도 쓰십니까?", "날마다 씁니다.", "누구에게?", "아무에게도.")),
        ("ur", ("اب بھی لکھتے ہیں؟", "روز۔", "کس کے لیے؟", "کسی کے لیے نہیں۔")),
        ("zh", ("还写吗？", "每天写。", "写给谁？", "没有谁。")),
        ("de", ("9.30 Andacht am Steg", "11.00 Rennen der Achter", "14.00 Siegerehrung")),
    ],
)
@pytest.mark.parametrize("box", ["div.c8", "blockquote", "section"])
def test_short_blocks_of_an_article_stay(language: str, lines: tuple[str, ...], box: str) -> None:
    """Interviews, results and programmes in a box apart are the article's, in every script."""
    article = [
        Block(CASES["sv"][0]),
        *(Block(line, context=Context(selectors=("article", box, "p"))) for line in lines),
    ]
    article.append(Block(CASES["sv"][1]))
    assert strip_blocks(article, Facts(language=language)).removed == ()


@pytest.mark.parametrize("kind", ["code", "table_row"])
def test_code_and_tables_stay(kind: str) -> None:
    """Code and rows of data stay, whatever words they hold."""
    blocks = [Block(CASES["sv"][0]), Block("Northbank | 14 | 2", kind), Block(CASES["sv"][1])]  # type: ignore[arg-type]
    assert strip_blocks(blocks, Facts(language="sv")).removed == ()
