"""What a resident's words hold of phone, identity and mail: hidden from whoever does not handle the complaint."""

import re

#: what stands in place of it, so that the reader sees that something was there
MASK = "▇▇▇"
HINT_ZH = "▇▇▇ 处为电话、证件号或邮箱，仅办理单位可见；需要联系居民请找街道或建设单位。"
HINT_EN = "▇▇▇ stands for a phone, identity number or e-mail; only the handling offices see it. To reach the resident ask the street office or the owner."  # noqa: E501 - one sentence

# One sign for one sign, so that what is found here lies at the same place in the text as written.
_PLAIN = str.maketrans("０１２３４５６７８９＠．－—–＋（）　ＸｘX", "0123456789@.---+() xxx")
_SPOKEN = str.maketrans("零〇○一幺二两三四五六七八九", "00011223456789")
#: not the end of a longer number, nor what follows a decimal point
_ALONE = r"(?<!\d)(?<!\d\.)"
_GROUPS = r"[ -]?\d{4}[ -]?\d{4}|[ -]?\d{3}[ -]?\d{5}|\d[ -]?\d{3}[ -]?\d{4}"
_MOBILE = rf"{_ALONE}(?:\+?(?:00)?86[ -]?)?1[3-9]\d(?:{_GROUPS})(?!\d)"
_LANDLINE = rf"{_ALONE}\(?0[1-9]\d{{1,2}}\)?[ -]?\d{{3,4}}[ -]?\d{{4}}(?:[ -]\d{{1,5}})?(?!\d)"
_IDENTITY = r"(?<!\d)(?:\d{6}[ -]?\d{8}[ -]?\d{3}[\dx]|\d{15,19}x?)(?!\d)"
_CARD = r"(?<!\d)\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3})?(?!\d)"
_MAIL = r"[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
_FOUND = re.compile(f"{_MAIL}|{_IDENTITY}|{_CARD}|{_MOBILE}|{_LANDLINE}", re.IGNORECASE)
#: a number written out: nobody counts so far in single digits
_WORDS = re.compile(r"[零〇○一幺二两三四五六七八九]{7,18}")


def masked(text: str) -> str:
    """Return the text with every mobile and landline number, identity or card number and e-mail hidden.

    Dates, rooms (3-2-501), clauses (GB 50300-2013, 5.0.4), numbers of papers and measured values stay.
    """
    while (fewer := _once(text)) != text:  # a number is told from a decimal by what stands before it
        text = fewer
    return text


def _once(text: str) -> str:
    plain = text.translate(_PLAIN)
    spoken = _WORDS.sub(lambda run: run[0].translate(_SPOKEN), plain)
    for begin, end in reversed([found.span() for found in _FOUND.finditer(spoken)]):
        text = text[:begin] + MASK + text[end:]
    return text


def hides(text: str) -> bool:
    """Say whether something in the text is hidden from those who do not handle it."""
    return masked(text) != text
