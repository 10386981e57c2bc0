"""What a handover needs: the contents of an asset's file, the papers of article 29, the invitation of the taker."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from inspect_app.core.workflow import State
from inspect_app.handover.rules.kinds import KINDS

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that belongs to an asset's file; `must`: without it the file is not complete."""

    key: str
    zh: str
    en: str
    must: bool = True


NEEDS: tuple[Need, ...] = (
    Need("spot", "位置", "Place"),
    Need("as_built", "竣工图", "As-built drawing"),
    Need("test", "试验、检测记录", "Test records"),
    Need("lots", "材料批次", "Material lots"),
    Need("warranty", "保修期", "Warranty"),
    Need("photos", "照片", "Photos"),
    Need("manual", "使用、维护说明", "Manuals", must=False),
    Need("keys", "钥匙、阀门表", "Keys, valve chart", must=False),
)
#: papers of an asset that are handed in
PAPERS: dict[str, Words] = {
    "as_built": ("竣工图", "As-built drawing"),
    "test": ("试验、检测记录", "Test record"),
    "calibration": ("仪表检定证书", "Calibration certificate"),
    "manual": ("使用、维护说明", "Manual"),
    "keys": ("钥匙、阀门表", "Keys, valve chart"),
    "other": ("其他资料", "Other paper"),
}
ARTICLE_29 = "《物业管理条例》第二十九条"
#: 物业管理条例 art. 29 (1) to (4): what the property firm receives when it takes over
PROPERTY_PAPERS: dict[str, Words] = {
    "p29_drawings": (
        "竣工总平面图，单体建筑、结构、设备竣工图，配套设施、地下管网竣工图等竣工验收资料",
        "As-built drawings: site, buildings, structure, equipment, facilities and underground pipes; acceptance papers",
    ),
    "p29_equipment": ("设施设备的安装、使用和维护保养等技术资料", "Installation, use and upkeep of the equipment"),
    "p29_warranty": ("物业质量保修文件和物业使用说明文件", "Warranty papers and instructions for use"),
    "p29_other": ("物业管理所必需的其他资料", "Other papers needed to manage the property"),
}  # fmt: skip


def lacking(kind: str, found: Collection[str]) -> tuple[Need, ...]:
    """Return what an asset of a kind still lacks of what its file must hold, given the keys of what is there."""
    tested = KINDS[kind].test is not None
    return tuple(
        each for each in NEEDS if each.must and each.key not in found and (tested or each.key != "test")
    )


@dataclass(frozen=True, slots=True)
class InvitationRule:
    """What follows from not inviting a taker to the acceptance, in a region, since a day."""

    region: str
    zh: str
    en: str
    basis: str
    since: date
    verified: bool
    until: date | None = None


INVITATION_RULES: tuple[InvitationRule, ...] = (
    InvitationRule(
        "41", "未邀请参加竣工验收的，专营单位可以不接收", "A utility not invited to the acceptance may refuse to take over",
        "《河南省物业管理条例》第十三条、第十四条", date(2018, 1, 1), verified=False,
    ),
)  # fmt: skip


def invitation_rule(region: str, on: date) -> InvitationRule | None:
    """Return the rule of a region on a day by which an uninvited utility may refuse; None where there is none."""
    for each in INVITATION_RULES:
        if region.startswith(each.region) and each.since <= on and (each.until is None or on <= each.until):
            return each
    return None


def standing_of(handed: int, held: int, lacks: int) -> str:
    """Return how a trade's handover stands: `met`, `not_met`, or `missing` while the data of its assets are.

    `handed` and `held` count its assets with the taker and with the owner, `lacks` the held ones with gaps.
    """
    if held == 0:
        return "met" if handed else "missing"
    return "missing" if lacks else "not_met"


#: how a standing is said
STANDINGS: Mapping[str, State] = {
    each.name: each
    for each in (
        State("met", "已移交", "Handed over", "good"),
        State("not_met", "未移交", "Not handed over", "waiting"),
        State("missing", "资料缺失", "Data missing", "missing"),
    )
}
