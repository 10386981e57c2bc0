"""The kinds of notices: what each orders, the article it rests on, and how long a rectification may take."""

from dataclasses import dataclass
from datetime import date, timedelta

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: words, the prefix of its numbers, what it orders, its article and the days that holds for."""

    key: str
    zh: str
    en: str
    prefix: str
    #: what it names stands still until it is resumed
    stops: bool
    #: it gives a day by which the cited must be put right
    has_deadline: bool
    order_zh: str
    order_en: str
    basis: str
    basis_en: str
    verified: bool
    since: date | None = None
    until: date | None = None
    #: prefix of the division code; "" is everywhere
    region: str = ""

    def holds_on(self, day: date) -> bool:
        """Say whether the article is in force on that day (both ends included)."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


_WORK_SAFETY = ("《安全生产法》第六十五条（三）", "Work Safety Law art. 65(3)")
_QUALITY = ("《建设工程质量管理条例》第四十八条", "Decree 279 art. 48")
_SINCE = date(2021, 9, 1)
KINDS: tuple[Kind, ...] = (
    Kind(
        "rectification", "限期整改通知书", "Rectification notice", "ZG", stops=False, has_deadline=True,
        order_zh="责令你单位在期限内完成整改，并报请复查。",
        order_en="You are ordered to put right what is cited by the day given and have it checked again.",
        basis=_QUALITY[0], basis_en=_QUALITY[1], verified=False, since=date(2000, 1, 30),
    ),
    Kind(
        "partial_stop", "局部停工通知书", "Partial stop-work notice", "JT", stops=True, has_deadline=False,
        order_zh="责令所列部位自签发之时起停止施工。整改完成后报请复工检查，收到复工通知书前不得恢复施工。",
        order_en="Works at the places named stop at once and resume only after a resume notice.",
        basis=_WORK_SAFETY[0], basis_en=_WORK_SAFETY[1], verified=True, since=_SINCE,
    ),
    Kind(
        "stop", "停工通知书", "Stop-work notice", "TG", stops=True, has_deadline=False,
        order_zh="责令自签发之时起停止施工。整改完成后报请复工检查，收到复工通知书前不得恢复施工。",
        order_en="Works stop at once and resume only after a resume notice.",
        basis=_WORK_SAFETY[0], basis_en=_WORK_SAFETY[1], verified=True, since=_SINCE,
    ),
    Kind(
        "resume", "复工通知书", "Resume notice", "FG", stops=False, has_deadline=False,
        order_zh="经检查同意，所停部位自签发之时起可以恢复施工。",
        order_en="After the resume check, works may go on where they were stopped.",
        basis=_WORK_SAFETY[0], basis_en=_WORK_SAFETY[1], verified=True, since=_SINCE,
    ),
)  # fmt: skip
WORDS: dict[str, Words] = {each.key: (each.zh, each.en) for each in KINDS}
STOPS = tuple(each.key for each in KINDS if each.stops)
#: comes of a resume check alone
RESUME = "resume"
#: kinds somebody may draft
DRAFTED = tuple(each.key for each in KINDS if each.key != RESUME)
#: what a draft came from
SOURCES: dict[str, Words] = {
    "person": ("人工起草", "Drafted by a person"),
    "danger": ("现场险情", "Danger reported on site"),
    "check": ("复工检查", "Resume check"),
    "alarm": ("监测报警", "Alarm of a device"),
}


@dataclass(frozen=True, slots=True)
class Period:
    """How many days a rectification takes where its draft names no day."""

    days: int
    basis: str
    basis_en: str
    verified: bool


#: the law asks for a deadline and gives no figure
PERIOD = Period(7, "平台默认值，法律未规定期限", "platform default, no law", verified=False)


def kind(key: str, day: date) -> Kind:
    """Return a kind of notice as in force on `day`; ValueError when there is none."""
    for each in KINDS:
        if each.key == key and each.holds_on(day):
            return each
    raise ValueError(f"kind: no notice of kind {key} on {day}")


def due_on(key: str, issued_on: date, asked: date | None) -> date | None:
    """Return the day by which what a notice cites must be put right; None for kinds without one."""
    if not kind(key, issued_on).has_deadline:
        return None
    return asked or issued_on + timedelta(days=PERIOD.days)
