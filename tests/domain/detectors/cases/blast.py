"""The same message in three places or more within three days."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Entry, answer, boost, post, who

THREE = ("mastodon", "linkedin", "x")
FOUR = ("mastodon", "bluesky", "facebook/Small Shops United", "linkedin/Local Makers")


def put(place: str, text: str, hours: float = 40, **facts: object) -> Entry:
    network, _, venue = place.partition("/")
    return post(text, hours, on=network, venue=venue, **facts)


def same(text: str, *places: str, apart: float = 0.5, start: float = 70) -> list[Entry]:
    return [put(place, text, start - number * apart) for number, place in enumerate(places or THREE)]


def each(*texts: str, apart: float = 1.0) -> list[Entry]:
    places = (*THREE, "bluesky", "facebook")
    return [
        put(place, text, 60 - number * apart) for number, (place, text) in enumerate(zip(places, texts, strict=False))
    ]


GUIDE = "Our guide to choosing a standing desk is finally online, with measurements for every room"

CASES = (
    yes("one text on three networks", *same(f"{GUIDE}. https://acme.example/desks")),
    yes("German, with another tag on each network", *each(
        "Morgen um zehn öffnen wir die neue Werkstatt und zeigen, wie aus Altholz Möbel werden #Handwerk",
        "Morgen um zehn öffnen wir die neue Werkstatt und zeigen, wie aus Altholz Möbel werden #Nachhaltigkeit #Holz",
        "Morgen um zehn öffnen wir die neue Werkstatt und zeigen, wie aus Altholz Möbel werden",
    )),
    yes("Spanish, cut short where the network is short", *each(
        "Hemos publicado el informe anual sobre el comercio de barrio, con datos de cuarenta ciudades y una entrevista "
        "con las tenderas que resisten desde hace tres generaciones",
        "Hemos publicado el informe anual sobre el comercio de barrio, con datos de cuarenta ciudades y una entrevista…",
        "Hemos publicado el informe anual sobre el comercio de barrio, con datos de cuarenta ciudades",
    )),
    yes("French, in four groups within two hours", *same(
        "Inscrivez-vous vite à notre atelier gratuit sur la vente en ligne, il ne reste que dix places https://acme.example/a",
        *FOUR,
    )),
    yes("Japanese", *same("新しい料理教室の申し込みを始めました。初心者の方も歓迎です。詳しくはこちら https://mira.example/k")),
    yes("Chinese, with other mentions", *each(
        "我们的新书今天正式上市，讲的是小城咖啡馆的故事，欢迎大家阅读 @lin",
        "我们的新书今天正式上市，讲的是小城咖啡馆的故事，欢迎大家阅读 @chen",
        "我们的新书今天正式上市，讲的是小城咖啡馆的故事，欢迎大家阅读",
    )),
    yes("Arabic", *same("أطلقنا اليوم دورة جديدة لتعليم الخط العربي للمبتدئين والتسجيل مفتوح حتى نهاية الشهر")),
    yes("Hebrew", *same("השקנו היום את הפודקאסט החדש שלנו על אוכל רחוב ותרבות בערים קטנות, מוזמנים להאזין")),
    yes("Hindi", *same("हमने आज अपनी नई किताब जारी की है जिसमें गाँव के कारीगरों की कहानियाँ हैं, ज़रूर पढ़िए")),
    yes("Korean, over two days", *same("이번 주말에 열리는 동네 책 시장에 오세요. 작가와의 만남도 준비했습니다", apart=20)),
    yes("Portuguese, with a greeting in front of one", *each(
        "Abrimos vagas para o curso de cerâmica de inverno, as aulas começam em junho no ateliê do porto",
        "Bom dia! Abrimos vagas para o curso de cerâmica de inverno, as aulas começam em junho no ateliê do porto",
        "Abrimos vagas para o curso de cerâmica de inverno, as aulas começam em junho no ateliê do porto. Corre!",
    )),
    yes("Russian, in groups of one network", *same(
        "Приглашаем всех на открытый урок по реставрации мебели в субботу, вход свободный",
        "facebook/Дом", "facebook/Мебель", "facebook/Город",
    )),
    yes("five places, with a short hello", *each(
        *(f"{hello} {GUIDE}" for hello in ("Hi all!", "Hello makers,", "Dear friends:", "Hey,", "Good morning!"))
    )),

    no("two places only", *same(f"{GUIDE}. https://acme.example/desks", "mastodon", "linkedin")),
    no("one place, three times", *same(GUIDE, "x", "x", "x")),
    no("three places, a week between", *same(GUIDE, apart=24 * 7, start=500)),
    no("one link, told to each audience in its own words", *each(
        "Two years of notes on desks went into this one. The chapter on cable trays took longest https://acme.example/d",
        "For facility managers: what we learned when forty offices changed their furniture https://acme.example/d",
        "back hurts? same here. here is what finally helped me at home https://acme.example/d",
    )),
    no("German, three different thoughts about one fair", *each(
        "Auf der Messe in Leipzig habe ich heute endlich die Drechslerin getroffen, deren Schalen ich sammle",
        "Wer am Samstag in Leipzig ist: Halle zwei, dritter Gang, dort wird live geschnitzt",
        "Messefazit: weniger Plastik als letztes Jahr, viel mehr Gespräche über Reparatur",
    )),
    no("one message in three languages", *each(
        "Our spring market opens on Saturday with thirty stalls and a repair corner",
        "Unser Frühlingsmarkt öffnet am Samstag mit dreißig Ständen und einer Reparaturecke",
        "Notre marché de printemps ouvre samedi avec trente stands et un coin réparation",
    )),
    no("good wishes everybody sends", *same("Happy new year to all!")),
    no("Japanese, three different texts", *each(
        "昨日の料理教室、たくさんの質問をありがとうございました。出汁の取り方が一番人気でした。",
        "秋の新メニューを考えています。きのこと栗、どちらが好きですか。",
        "教室の裏庭に柿がなりました。来週みんなで収穫します。",
    )),
    no("somebody else's post passed on in three places", *(
        boost(who("ana"), GUIDE, 50 - number, on=place)
        for number, place in enumerate(THREE)
    )),
    no("the same answer to three people", *(
        answer(who(name), "The tray has to go under the rear beam, not the front one, then the cables stay short", 50, on=on)
        for name, on in (("ana", "mastodon"), ("bo", "x"), ("cy", "linkedin"))
    )),
    no("one post only", put("linkedin", GUIDE)),
    no("nothing at all"),
    no("Chinese, three posts on one theme", *each(
        "今天在旧城区找到一家只有四张桌子的咖啡馆，老板自己烘豆子。",
        "有人知道怎么保存手冲用的滤纸吗？潮湿的季节总是发霉。",
        "周末的市集上遇到一位做陶杯的师傅，聊了一个下午。",
    )),

    yes("two words swapped in each", *each(
        "Join us on Thursday for a free webinar about pricing handmade goods without fear, seats are limited",
        "Join us this Thursday for a free webinar about pricing handmade products without fear, seats are limited",
        "Join us on Thursday for a live webinar about pricing handmade goods without any fear, seats limited",
    ), tricky=True),
    yes("the third comes seventy hours later", *same(GUIDE, apart=35), tricky=True),
    yes("one text, an own address with other tracking on each", *each(
        *(f"Seven mistakes people make when they oil oak: https://mira.example/oak?utm_source={n}" for n in THREE)
    ), tricky=True),
    yes("nothing but three words and the link, in five groups", *same(
        "New on the blog: https://mira.example/shelves", *(f"facebook/Group {letter}" for letter in "ABCDE")
    ), tricky=True),
    no("the article itself and two mentions of it", *(
        put("blog", f"{GUIDE}. Measure first, then read on.", 60, url="https://mira.example/desks"),
        put("mastodon", f"{GUIDE} https://mira.example/desks", 59),
        put("linkedin", "I spent the winter with a tape measure in other people's offices https://mira.example/desks", 58),
    ), tricky=True),
    no("a common opening, three different things", *each(
        "I am happy to announce that I will speak about wood glue in Oslo",
        "I am happy to announce that our cat has found a new home at last",
        "I am happy to announce that the repair café now has a coffee machine",
    ), tricky=True),
    no("the same three-day workshop, each day its own report", *each(
        "Day one of the workshop: we sharpened chisels until everybody could shave an arm",
        "Day two of the workshop: dovetails, and a long talk about patience",
        "Day three of the workshop: glue-up, and nobody cried",
    ), tricky=True),
)  # fmt: skip
