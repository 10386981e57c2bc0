"""Citations of Chinese rules in English: known names and article numbers, the rest as it stands."""

import re

#: name of a rule -> its English name
LAWS: dict[str, str] = {
    "《建设工程质量管理条例》": "Decree 279 (construction quality)",
    "《民用建筑节能条例》": "Decree 530 (building energy)",
    "建质〔2013〕171号": "Circular Jianzhi [2013] 171",
    "《宁波市电梯安全条例》": "Ningbo lift safety rules",
    "《宁波市住宅小区物业管理条例》": "Ningbo property management rules",
    "《青岛市民用建筑节能条例》": "Qingdao building energy rules",
    "《淄博市新型墙体材料与建筑节能条例》": "Zibo wall material and building energy rules",
    "《河南省建筑市场管理条例》": "Henan construction market rules",
    "工程质量保修书约定": "warranty letter",
}
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}
_NUMERAL = "[零一二三四五六七八九十百]+"
_ARTICLE = re.compile(rf"第?({_NUMERAL})条(?:（({_NUMERAL})）)?(?:第({_NUMERAL})款)?")


def cited(clause: str, locale: str) -> str:
    """Return a citation in `locale` ('en', or Chinese for anything else); unknown names stay Chinese."""
    if locale != "en":
        return clause
    for zh, en in LAWS.items():
        clause = clause.replace(zh, f"{en} ")
    text = _ARTICLE.sub(_article, clause)
    for zh, en in (("、", ", "), ("；", "; "), ("，", ", ")):
        text = text.replace(zh, en)
    return " ".join(text.split()).replace(" ,", ",").replace(" ;", ";")


def number(numeral: str) -> int:
    """Return the number of a Chinese numeral below a thousand: 四十九 is 49."""
    total, digit = 0, 0
    for each in numeral:
        if each in ("十", "百"):
            total += (digit or 1) * (10 if each == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[each]
    return total + digit


def _article(found: re.Match[str]) -> str:
    article, item, paragraph = found.groups()
    item_text = f"({number(item)})" if item else ""
    paragraph_text = f" para. {number(paragraph)}" if paragraph else ""
    return f"art. {number(article)}{item_text}{paragraph_text}"
