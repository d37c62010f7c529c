"""Turns of phrase the detectors listen for, language by language, as parts of regular expressions without case.

None is needed for a judgement: a language without a list is only found less often.
"""

# ruff: noqa: E501, RUF001  (a list a line, and letters that only look like Latin ones)

import re
from collections.abc import Mapping

# Words that ask for words back.
INVITING: dict[str, str] = {
    "ar": "ما رأي|رأيكم|شاركونا|شاركوني|أخبرونا|أخبروني|في التعليقات",
    "de": r"was (?:meint|denkt|haltet|sagt|würdet) (?:ihr|du|sie)|was meinen sie|wie (?:seht|macht) ihr|schreibt? (?:es )?(?:mir|uns)|sagt (?:es )?(?:mir|uns)|eure meinung|ihre meinung|(?:kennt|hat|weiß) (?:hier )?jemand|würde mich interessieren|mich interessiert|in die kommentare|in den kommentaren|(?:auf|über) eure (?:meinung|antworten|ideen)",
    "en": r"what do you (?:all )?(?:think|use|do|say)|what would you|which (?:one )?would you|how (?:do|would) you|(?:your|any) (?:thoughts|take|ideas|suggestions|advice)\b|tell (?:me|us)\b|let (?:me|us) know|(?:share|drop|leave) (?:your|a|yours)\b.{0,30}(?:comment|thought|stor|below)|in the comments|(?:love|curious|happy|like) to hear|\b(?:curious|wondering) (?:how|what|if|whether|about)|\b(?:anyone|anybody) (?:else|here|got|knows?|tried)\b|feedback (?:is )?(?:very )?welcome|thoughts\?",
    "es": r"qu[ée] (?:opin|piens|os parec|te parec|les parec|har[ií]a)\w*|cuént[ae](?:me|nos)|cont[áa]d(?:me|nos)|decidme|díganme|alguien (?:sabe|conoce|tiene|ha|más)|me gustaría saber|en los comentarios|(?:vuestra|tu|su) opinión|os leo",
    "fr": r"qu'en pensez[- ]vous|que pensez[- ]vous|dites[- ](?:moi|nous)|(?:votre|vos|ton) avis|en commentaires?|racontez|curieu(?:x|se) de savoir|quelqu'un (?:sait|connaît|a)\b",
    "he": "מה דעתכם|מה אתם חושבים|מה דעתך|ספרו לי|ספרו לנו|כתבו לי|בתגובות",
    "hi": "क्या सोचते|आपकी राय|बताइए|बताइये|बताएं|बताएँ|कमेंट में",
    "it": "che ne pensate|cosa ne pensate|fatemi sapere|ditemi|nei commenti|la vostra opinione",
    "ja": "どう思い|どう思う|ご意見|意見を聞か|教えてください|教えて下さい|コメントください|コメントで|聞かせてください",
    "ko": "어떻게 생각|의견을|알려 ?주세요|댓글로|들려 ?주세요",
    "nl": r"wat (?:vinden|denken) jullie|laat (?:het )?(?:me|mij|ons) weten|in de reacties",
    "pl": r"co (?:o tym )?(?:myślicie|sądzicie)|dajcie znać|w komentarzach",
    "pt": r"o que (?:acham|acha|você acha|vocês acham)|conte(?:m)?[- ](?:me|nos|pra)|nos comentários|sua opinião",
    "ru": r"что (?:вы )?думаете|как (?:вы )?считаете|расскажите|напишите|поделитесь|в комментариях|ваше мнение",
    "th": "คิดยังไง|คิดอย่างไร|บอกหน่อย",
    "tr": "ne düşünüyorsunuz|yorumlarda|fikriniz",
    "uk": r"що (?:ви )?думаєте|розкажіть|напишіть|у коментарях",
    "zh": "怎么看|怎麼看|你们觉得|大家觉得|大家怎么|欢迎留言|歡迎留言|留言告诉|评论区|評論區|说说你|你会选",
}

# Questions that want no answer.
RHETORIC: dict[str, str] = {
    "de": r"wusste(?:st du|n sie|t ihr)",
    "en": r"did you know|guess what|know what|remember when|who doesn'?t",
    "es": r"sabías que|sabéis que",
    "fr": r"saviez[- ]vous",
    "it": "sapevate",
    "ja": "知っていましたか|ご存知ですか",
    "ru": "знаете ли вы",
    "zh": "你知道吗",
}

# What strangers' advertisements speak of. One such word is no proof, two are; so is one with a link or a way to pay.
WARES: dict[str, str] = {
    "ar": "قرض|كازينو|اربح|ربح المال",
    "de": r"\b(?:kredit|schufa|heimarbeit|geld verdienen|nebenverdienst|angebot sichern|sofort)\b",
    "en": r"\b(?:viagra|cialis|casino|betting|forex|crypto\w*|bitcoin|escorts?|backlinks?|seo|payday|loans?|replica|followers|prescription|giveaway|passive income|from home|earn|cash|promo\w*|investment)\b",
    "es": r"\b(?:préstamos?|gana(?:r)? dinero|desde casa)\b",
    "fr": r"\b(?:prêt|gagner de l'argent|argent facile)\b",
    "he": "הלוואה|הימורים",
    "hi": "कर्ज|लोन|पैसे कमा",
    "ja": "副業|出会い|稼げ|無料登録",
    "ko": "대출|카지노|부업|수익 보장",
    "pt": r"\b(?:empréstimo|ganhe dinheiro)\b",
    "ru": r"\b(?:кредит|заработ\w*|казино|ставки|накрутк\w*|займ\w*)\b",
    "zh": "兼职|日赚|贷款|博彩|刷单|代开发票|轻松在家",
}
CONTACT: dict[str, str] = {
    "ar": "واتساب",
    "en": r"whats\s?app|telegram|wechat|line\s?id|(?:kindly|please)\s+(?:visit|check)\s+my|check (?:out )?my (?:page|profile|bio)|\bdm me\b",
    "ko": "카톡",
    "ru": "ватсап|телеграм",
    "zh": "微信|加v",
}

# Thanks to people, who are then named for what they did.
THANKS: dict[str, str] = {
    "ar": "شكرا|شكراً|ممتن",
    "de": r"\b(?:danke|dank an|dank geht|vielen dank|herzlichen dank|dankbar)\b",
    "en": r"\b(?:thanks|thank you|thx|grateful|kudos|props to|shout[- ]?out|congrat\w*|big hand)\b",
    "es": r"\b(?:gracias|agradezco|agradecid[oa]|enhorabuena)\b",
    "fr": r"\b(?:merci|remercie\w*|bravo à|félicitations)\b",
    "he": "תודה",
    "hi": "धन्यवाद|शुक्रिया|आभार",
    "it": r"\b(?:grazie|ringrazi\w+)\b",
    "ja": "ありがとう|感謝|お世話になり",
    "ko": "감사|고맙",
    "nl": r"\b(?:bedankt|dank aan|dankjewel)\b",
    "pl": r"\b(?:dziękuj\w+|dzięki|podziękowania)\b",
    "pt": r"\b(?:obrigad[oa]|agradeço|parabéns)\b",
    "ru": r"\b(?:спасибо|благодар\w+)\b",
    "tr": r"\bteşekkür\w*",
    "zh": "谢谢|感谢|謝謝|感謝|多谢",
}

# Wishes everybody has for everybody.
WISHES: dict[str, str] = {
    "ar": "كل عام وأنتم بخير|عيد مبارك|رمضان كريم",
    "de": r"(?:frohe|schöne) (?:weihnachten|ostern|feiertage)|guten rutsch|(?:ein )?(?:gutes|frohes) neues(?: jahr)?|alles gute(?: zum geburtstag)?",
    "en": r"(?:merry|happy) (?:christmas|xmas|holidays|new year|easter|diwali|hanukkah|birthday|anniversary)|season'?s greetings|eid mubarak",
    "es": r"felic(?:es fiestas|idades)|feliz (?:navidad|año(?: nuevo)?|cumpleaños)|próspero año",
    "fr": r"joyeu(?:x noël|ses fêtes)|bonn(?:e année|es fêtes)|joyeux anniversaire|meilleurs vœux",
    "he": "חג שמח|שנה טובה|מזל טוב|יום הולדת שמח",
    "hi": "शुभ दीपावली|नव वर्ष की शुभकामनाएँ|जन्मदिन मुबारक",
    "it": r"buon(?: natale|e feste| anno| compleanno|a pasqua)",
    "ja": "明けましておめでとう|メリークリスマス|お誕生日おめでとう|よいお年を",
    "ko": "새해 복 많이 받으세요|메리 크리스마스|생일 축하",
    "nl": r"(?:fijne|prettige) (?:kerst|feestdagen)|gelukkig nieuwjaar|gefeliciteerd",
    "pl": r"wesołych świąt|szczęśliwego nowego roku|wszystkiego najlepszego",
    "pt": r"feliz (?:natal|ano novo|aniversário)|boas festas",
    "ru": r"с новым годом|с рождеством|с днём рождения|с днем рождения",
    "tr": r"mutlu yıllar|iyi bayramlar",
    "zh": "新年快乐|圣诞快乐|生日快乐|春节快乐|恭喜发财",
}


# Written with spaces, and without prefixes that grow onto a word: a phrase begins where a word does.
_LATIN = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr"})
_CYRILLIC = frozenset({"ru", "uk"})


class Phrases:
    """Finds turns of phrase of any language; what is under "" is no language's, and begins anywhere."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        latin = "|".join(phrases[lang] for lang in phrases if lang in _LATIN) or "(?!)"
        cyrillic = "|".join(phrases[lang] for lang in phrases if lang in _CYRILLIC) or "(?!)"
        signs = phrases.get("") or "(?!)"
        others = "|".join(phrases[lang] for lang in phrases if lang and lang not in _LATIN | _CYRILLIC) or "(?!)"
        self._plain = re.compile(rf"\b(?:{latin})|{signs}", re.IGNORECASE)
        self._any = re.compile(rf"\b(?:{latin}|{cyrillic})|{signs}|{others}", re.IGNORECASE)

    def of(self, text: str) -> "re.Pattern[str]":
        """The expression for this text: half of the languages cannot be written in ASCII."""
        return self._plain if text.isascii() else self._any

    def search(self, text: str) -> bool:
        """Whether one of them stands in `text`."""
        return self.of(text).search(text) is not None
