"""One text posted by three or more of the team within three days."""

# ruff: noqa: E501  (a text somebody might have written is not broken)

from tests.domain.detectors.labelled import no, yes
from tests.domain.detectors.scenes import Said, boost, post, said, who


def mates(*texts: str, apart: float = 2.0) -> list[Said]:
    return [said(number, text, 30 - number * apart) for number, text in enumerate(texts, 1)]


PROUD = "Proud to share that Acme has been named one of the ten best places to work in the region"
JOIN = "Wir suchen zum Herbst eine Tischlerin, die gern unterrichtet und keine Angst vor großen Maschinen hat"

CASES = (
    yes("three of one text", post(PROUD), *mates(PROUD, PROUD)),
    yes("four, with other tags", post(f"{PROUD} #team"), *mates(f"{PROUD} #proud", PROUD, f"{PROUD} @acme")),
    yes("German", post(JOIN), *mates(JOIN, JOIN)),
    yes("Spanish, one with a word of one's own in front", *(
        post("Nuestra nueva tienda en el puerto abre el viernes con música en directo y café para todas las vecinas"),
        *mates(
            "¡Por fin! Nuestra nueva tienda en el puerto abre el viernes con música en directo y café para todas las vecinas",
            "Nuestra nueva tienda en el puerto abre el viernes con música en directo y café para todas",
        ),
    )),
    yes("French", *(
        post("Nous sommes fiers d'annoncer que notre équipe a remporté le prix de l'innovation durable cette année"),
        *mates(*["Nous sommes fiers d'annoncer que notre équipe a remporté le prix de l'innovation durable cette année"] * 3),
    )),
    yes("Japanese", post("弊社の新製品が本日発売されました。ぜひ公式サイトをご覧ください。"), *mates(
        "弊社の新製品が本日発売されました。ぜひ公式サイトをご覧ください。", "弊社の新製品が本日発売されました。ぜひ公式サイトをご覧ください。"
    )),
    yes("Chinese", post("热烈祝贺我们公司荣获年度最佳创新企业称号，感谢每一位同事的努力"), *mates(
        *["热烈祝贺我们公司荣获年度最佳创新企业称号，感谢每一位同事的努力"] * 4
    )),
    yes("Arabic", post("يسعدنا أن نعلن عن افتتاح فرعنا الجديد في المدينة القديمة ونرحب بكم جميعا يوم الخميس"), *mates(
        *["يسعدنا أن نعلن عن افتتاح فرعنا الجديد في المدينة القديمة ونرحب بكم جميعا يوم الخميس"] * 2
    )),
    yes("Korean", post("저희 회사가 올해의 친환경 기업으로 선정되었습니다. 함께해 주신 모든 분께 감사드립니다"), *mates(
        *["저희 회사가 올해의 친환경 기업으로 선정되었습니다. 함께해 주신 모든 분께 감사드립니다"] * 2
    )),
    yes("Hindi", post("हमें यह बताते हुए खुशी हो रही है कि हमारी टीम ने इस साल का सर्वश्रेष्ठ डिज़ाइन पुरस्कार जीता है"), *mates(
        *["हमें यह बताते हुए खुशी हो रही है कि हमारी टीम ने इस साल का सर्वश्रेष्ठ डिज़ाइन पुरस्कार जीता है"] * 2
    )),
    yes("Hebrew, over two days", post("אנחנו גאים לבשר שהצוות שלנו זכה בפרס החדשנות של העיר לשנה זו", 50), *mates(
        *["אנחנו גאים לבשר שהצוות שלנו זכה בפרס החדשנות של העיר לשנה זו"] * 2
    )),
    yes("among other posts", post(PROUD), post("Rain again, so the shed stays shut today"), *mates(
        PROUD, "Does anybody know a good source for brass hinges?", PROUD, "Back from holiday with far too many stones"
    )),

    no("two of one text", post(PROUD), *mates(PROUD)),
    no("three of one text, none of them the member's", post("Rain again, so the shed stays shut"), *mates(PROUD, PROUD, PROUD)),
    no("one teammate posted it three times", post("Rain again, so the shed stays shut"), *(said(1, PROUD, h) for h in (3, 5, 9))),
    no("one teammate twice, and the member", post(PROUD), said(1, PROUD, 28), said(1, PROUD, 20)),
    no("each in their own words", post(PROUD), *mates(
        "Ten years ago there were three of us in a garage. This week somebody gave us a prize for how we treat each other",
        "I nearly left in 2023. That they listened then is why I am not surprised about the award now",
    )),
    no("German, in their own words", post(JOIN), *mates(
        "Bei uns in der Werkstatt ist ab Herbst ein Platz frei, und ich verspreche: der Kaffee ist gut",
        "Wer jemanden kennt, der Holz und Menschen mag, möge sich bei mir melden",
    )),
    no("three texts, weeks apart", post(PROUD, 24 * 2), said(1, PROUD, 24 * 9), said(2, PROUD, 24 * 16)),
    no("short congratulations", post("Congratulations to the team!"), *mates(*["Congratulations to the team!"] * 4)),
    no("passed on, not written", boost(who("acme"), PROUD), *mates(PROUD, PROUD)),
    no("nobody else said anything", post(PROUD)),
    no("the member said nothing", *mates(PROUD, PROUD)),
    no("Japanese, different texts", post("弊社の新製品が本日発売されました。ぜひご覧ください。"), *mates(
        "三年かけて作った椅子がようやく店頭に並びました。座りに来てください。", "発売日の朝はいつも緊張します。今日も四時に目が覚めました。"
    )),

    yes("one template, another own place in each", *(
        post("Come and meet us at the Riverside Makers Fair this weekend, stall 14, we bring coffee and offcuts"),
        *mates(
            "Come and meet us at the Riverside Makers Fair this weekend, stall 15, we bring coffee and offcuts",
            "Come and meet us at the Riverside Makers Fair this weekend, we bring coffee, offcuts and stickers",
        ),
    ), tricky=True),
    yes("cut short by two of them", post(f"{PROUD}, and I could not have wished for better colleagues on this road"), *mates(
        f"{PROUD}…", PROUD
    ), tricky=True),
    yes("the last one seventy hours after the first", post(PROUD, 80), said(1, PROUD, 45), said(2, PROUD, 11), tricky=True),
    no("three people at one event, each with their own hour of it", post(
        "At the Riverside Makers Fair I met a woman who repairs umbrellas for a living"
    ), *mates(
        "At the Riverside Makers Fair the best thing was the soup, followed by the dovetail race",
        "At the Riverside Makers Fair we sold nothing and learned a lot about wax",
    ), tricky=True),
    no("one link, nothing of the words in common", post("Our numbers for the year https://acme.example/2025"), *mates(
        "I drew the charts in this one, ask me anything about the ugly third one https://acme.example/2025",
        "Page 14 is about a mistake I made. Read it before you make it too https://acme.example/2025",
    ), tricky=True),
    no("a saying they all like", post("Measure twice, cut once."), *mates(*["Measure twice, cut once."] * 3), tricky=True),
)  # fmt: skip
