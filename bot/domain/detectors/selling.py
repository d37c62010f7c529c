"""How posts advertise, language by language: marks, coupons, offers, praise; and the words that say whose side one is on."""

# ruff: noqa: E501, RUF001  (a list a line, and letters that only look like Latin ones)

import re

from bot.domain.detectors.phrases import Phrases

# Tags that say it themselves, and other marks that do.
_TAGS = {
    "ar": "إعلان|اعلان|إعلان_مدفوع",
    "de": "anzeige|werbung|unbezahltewerbung|gesponsert",
    "en": "ads?|adverts?|advertisement|sponsored|sponsoredpost|paidpartnership|affiliate|affiliatelink|gifted",
    "es": "publicidad|publi|anuncio|patrocinado|colaboraciónpagada",
    "fr": "pub|publicité|sponsorisé|partenariat|partenariatrémunéré|collaborationcommerciale",
    "he": "פרסומת|ממומן",
    "hi": "विज्ञापन|प्रायोजित",
    "it": "pubblicità|sponsorizzato|adv",
    "ja": "pr|ｐｒ|広告|提供|案件|タイアップ",
    "ko": "광고|협찬|유료광고",
    "nl": "advertentie|reclame|gesponsord",
    "pt": "publicidade|patrocinado",
    "ru": "реклама",
    "zh": "广告|廣告|推广|合作推广|业配|業配",
}
_TAG = re.compile(rf"[#＃](?:{'|'.join(_TAGS.values())})(?![\w-])", re.IGNORECASE)
_MARK = re.compile(r"\[(?:ad|sponsored)\]|\bpaid partnership\b|^\s*(?:anzeige|werbung)\s*[:|]", re.IGNORECASE)


def is_marked(text: str) -> bool:
    """Whether a text says itself that it is an advertisement."""
    return _TAG.search(text) is not None or _MARK.search(text) is not None


# Codes that make something cheaper.
COUPON = Phrases(
    {
        "en": r"\b(?:promo|discount|coupon|voucher)[- ]?codes?\b|\b(?:use|with|enter)(?: my| the| our)? code:? (?-i:[A-Z]*\d[A-Z0-9]{2,}|[A-Z]{3,}\d*)\b|\b(?:use|enter|apply) (?-i:[A-Z]{2,}\d{1,3})\b",
        "de": r"\b(?:rabatt|gutschein)(?:code|s?\b)|\bmit (?:dem|meinem|unserem) code (?-i:[A-Z0-9]{4,})\b",
        "es": r"c[óo]digo (?:de )?(?:descuento|promocional)|\bcup[óo]n\b|(?:mi|el|con el) c[óo]digo (?-i:[A-Z0-9]{4,})\b",
        "fr": r"\bcode (?:promo|de réduction)|\bbon de réduction\b|avec (?:mon|le) code (?-i:[A-Z0-9]{4,})\b",
        "it": r"\bcodice sconto\b|\bbuono sconto\b",
        "pt": r"\b(?:cupom|cupão|código de desconto)\b",
        "nl": r"\bkortingscode\b",
        "pl": r"\bkod(?:em)? rabatow\w+",
        "ru": r"\bпромокод\w*",
        "tr": r"\bindirim kodu\b",
        "ja": "クーポン|割引コード",
        "ko": "할인 ?코드|쿠폰",
        "zh": "优惠码|優惠碼|优惠券|折扣码",
        "ar": "كود (?:ال)?خصم|قسيمة",
        "he": "קוד (?:קופון|הנחה)|קופון",
        "hi": "कूपन",
    }
)

# What a coupon promises.
OFFER = Phrases(
    {
        "": r"\d\s?[%٪％]|[$€£¥₹]\s?\d",
        "en": r"\b(?:off|save|discount|checkout|deal)\b",
        "de": r"\b(?:rabatt|prozent|sparen|spart|günstiger)\b",
        "es": r"descuento|ahorra|rebaja",
        "fr": r"réduction|économis|remise",
        "ja": "割引|オフ|お得",
        "ko": "할인|세일",
        "zh": "立减|折|限时|抢购|优惠",
        "ar": "خصم",
        "he": "הנחה",
        "hi": "छूट",
    }
)

# Praise without measure.
PRAISE = Phrases(
    {
        "en": r"\b(?:the best|best\b.{0,30}\b(?:ever|out there|on the market)|game[- ]changer|life[- ]changing|amazing|incredible|unbeatable|must[- ]have|highly recommend|can'?t recommend .{0,30}enough|love using|(?:everyone|everybody|you) should (?:try|switch|use|buy|get))\b",
        "de": r"\b(?:nur (?:jedem |jeder )?empfehlen|die beste|das beste|der beste|unschlagbar|genial|ein muss|absolute empfehlung|unbedingt (?:ausprobieren|kaufen|holen))\b",
        "es": r"\b(?:l[ao] mejor|el mejor|increíble|imprescindible|os lo recomiendo|lo recomiendo|tenéis que probar|insuperable)\b",
        "fr": r"\b(?:l[ae] meilleure?|incroyable|indispensable|je (?:vous )?recommande|à essayer absolument|imbattable)\b",
        "it": r"\b(?:il migliore|la migliore|incredibile|consiglio a tutti|imperdibile)\b",
        "pt": r"\b(?:o melhor|a melhor|incrível|imperdível|recomendo)\b",
        "ru": r"\b(?:лучш\w+|рекомендую|невероятн\w+)\b",
        "ja": "最高|一番|絶対おすすめ|おすすめです|手放せない",
        "ko": "최고|강력 추천|추천합니다|필수템",
        "zh": "最好用|最好的|强烈推荐|必买|神器|太好用",
        "ar": "الأفضل|أفضل|أنصح الجميع|لا غنى عنه",
        "he": "הכי טוב|הכי טובה|ממליצה? בחום|חובה",
        "hi": "सबसे अच्छा|सबसे बढ़िया|ज़रूर लीजिए|शानदार",
    }
)

# Words that say where one stands.
TIE = Phrases(
    {
        "en": r"\b(?:we|we'(?:ve|re|ll)|our|ours|us|my (?:team|company|employer|colleagues?|startup|product)|i(?:'ve| have| am|'m)?(?: ever| just| only)? (?:work(?:ed|ing)?|built|made|build(?:ing)?|founded|fix(?:ed|ing)?|wrote|written)|fixing (?:that|it|this)|i'm (?:part of|with)|disclosure|disclaimer|full disclosure|biased|employee|founder)\b",
        "": r"#(?:employee|team)\w*",
        "de": r"\b(?:wir|uns|unser\w*|mein (?:team|arbeitgeber)|meine firma|ich arbeite|arbeite bei|befangen|transparenz)\b",
        "es": r"\b(?:nosotr[oa]s|nuestr[oa]s?|hemos|mi (?:equipo|empresa)|trabajo en|trabajo para)\b",
        "fr": r"\b(?:nous|notre|nos|mon (?:équipe|entreprise)|je travaille)\b",
        "it": r"\b(?:noi|nostr[oaie]|abbiamo|lavoro (?:in|per))\b",
        "pt": r"\b(?:nós|noss[oa]s?|trabalho (?:na|no|em))\b",
        "ru": r"\b(?:мы|наш\w*|нам|работаю)\b",
        "ja": "弊社|当社|私たち|わたしたち|うちの|自社|勤め",
        "ko": "저희|우리|제가 일하는|회사에서 일",
        "zh": "我们|我們|我司|本公司|我在.{0,8}工作",
        "ar": "نحن|لدينا|فريقنا|شركتنا|أعمل",
        "he": "אנחנו|שלנו|הצוות שלי|עובדת? ב",
        "hi": "हम|हमार|मैं काम",
    }
)

# Words that find fault: who praises without measure has none.
FAULT = Phrases(
    {
        "en": r"\b(?:worst|but|cannot|can't|bugs?|broken|slow|annoy\w*|sorry|fix\w*|unfortunately|miss(?:es|ing))\b",
        "de": r"\b(?:leider|aber|fehlt|fehler|schlechtest\w*|langsam|nervt)\b",
        "es": r"\b(?:peor|pero|falla|fallo|lent[oa]|lástima)\b",
        "fr": r"\b(?:pire|mais|malheureusement|manque|lente?|dommage)\b",
        "it": r"\b(?:ma|peggior\w*|purtroppo|manca|lent[oa])\b",
        "pt": r"\b(?:mas|pior|infelizmente|falta|lent[oa])\b",
        "ru": r"\b(?:но|худш\w+|жаль|медленн\w+)\b",
        "ja": "残念|けど|でも|遅い|不具合",
        "ko": "아쉽|하지만|느려|불편",
        "zh": "但是|可惜|不过|太慢|问题",
        "ar": "لكن|للأسف|بطيء",
        "he": "אבל|חבל|איטי",
        "hi": "लेकिन|धीमा|कमी",
    }
)
