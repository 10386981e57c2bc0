"""Who votes for a household: one of its joint owners, or a proxy with a written authority, for a few owners at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Limit:
    """How many owners one proxy may vote for in one vote, with its basis, dates, region and whether it was checked."""

    most: int
    basis: str
    since: date
    verified: bool
    until: date | None = None
    region: str = ""


#: that an owner may be represented; the number is the platform's own until local rules of procedure name one
AUTHORITY_BASIS = "《物业管理条例》第十二条"
AUTHORITY_VERIFIED = False
PROXIES = Limit(3, "平台默认（各地议事规则可另行约定）", date(2021, 1, 1), False)
NOT_AN_OWNER: Words = ("应为该户名册上的业主之一", "must be one of the owners on the roll of this household")
WHO_OF_THEM: Words = (
    "该户有几位共有人，请写明由谁投票",
    "this household has joint owners: say which of them votes",
)
NO_AUTHORITY: Words = ("代理投票须附书面委托的照片", "a proxy needs a photo of the written authority")
NO_PROXY: Words = ("有委托书而没有写代理人姓名", "there is an authority, but no name of a proxy")


def who_fault(names: Sequence[str], who: str) -> Words | None:
    """Say what is wrong with the owner who is said to vote, of these on the roll; None where nothing is."""
    if not names:
        return None
    if not who:
        return WHO_OF_THEM if len(names) > 1 else None
    return None if who in names else NOT_AN_OWNER


def proxy_fault(proxy: str, photos: int, before: int, limit: Limit = PROXIES) -> tuple[str, Words] | None:
    """Say what is wrong with a proxy, by field: no authority, or `before` others voted for already and the limit reached."""
    if not proxy:
        return ("proxy", NO_PROXY) if photos else None
    if not photos:
        return "authority", NO_AUTHORITY
    if before >= limit.most:
        return "proxy", (
            f"同一代理人最多代理 {limit.most} 位业主（{limit.basis}，未核实）",
            f"one proxy votes for {limit.most} owners at most ({limit.basis}, not verified)",
        )
    return None
