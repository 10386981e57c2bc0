"""The papers an acceptance needs: which, from which party, by which article."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: who hands it in, the article that asks for it, whether that text was read."""

    key: str
    zh: str
    en: str
    roles: tuple[str, ...]
    clause: str
    verified: bool
    needed: bool = True
    #: several count side by side; else the newest of its kind counts
    several: bool = False
    #: written once the certificate is there
    after: bool = False


_279 = "《建设工程质量管理条例》第{}"
_171 = "建质〔2013〕171号 第{}"
_16, _5 = _279.format("十六条（{}）"), _171.format("五条（{}）")
_BUILDERS = ("contractor", "supervisor")
_ALL = ("contractor", "surveyor", "designer", "supervisor", "owner")

#: in the order a contractor, then the others, hand them in
KINDS: tuple[Kind, ...] = (
    Kind("completion_report", "工程竣工报告", "Completion report", ("contractor",), _5.format("二"), verified=False),
    Kind(
        "warranty_letter", "工程质量保修书", "Warranty letter", ("contractor",),
        f"{_16.format('五')}、第三十九条", verified=True,
    ),
    Kind(
        "files", "技术档案和施工管理资料", "Technical and management files", ("contractor",), _16.format("二"),
        verified=True,
    ),
    Kind(
        "materials", "主要材料设备进场试验报告", "Entry test reports of materials", _BUILDERS, _16.format("三"),
        verified=True,
    ),
    Kind(
        "concealed", "隐蔽工程验收记录", "Records of concealed works", _BUILDERS, _279.format("三十条"),
        verified=True, needed=False,
    ),
    Kind(
        "survey_check", "勘察文件质量检查报告", "Surveyor's check report", ("surveyor",),
        f"{_16.format('四')}；{_5.format('四')}", verified=True,
    ),
    Kind(
        "design_check", "设计文件质量检查报告", "Designer's check report", ("designer",),
        f"{_16.format('四')}；{_5.format('四')}", verified=True,
    ),
    Kind(
        "assessment", "工程质量评估报告", "Supervisor's quality assessment", ("supervisor",),
        f"{_16.format('四')}；{_5.format('三')}", verified=True,
    ),
    Kind(
        "household", "分户验收汇总表", "Summary of household acceptance", ("owner", "supervisor"), _5.format("九"),
        verified=False,
    ),
    Kind("payment", "按合同约定支付工程款的证明", "Proof of payment as contracted", ("owner",), _5.format("七"), verified=False),
    Kind(
        "notice", "竣工验收通知书（送监督机构）", "Notice of the acceptance to the authority", ("owner",),
        _171.format("六条（三）"), verified=True,
    ),
    Kind(
        "acceptance_report", "工程竣工验收报告", "Report of the acceptance", ("owner",), _171.format("七条"),
        verified=False, needed=False, after=True,
    ),
    Kind(
        "authority", "授权委托书", "Document of authority", _ALL, "《中华人民共和国民法典》第一百六十五条",
        verified=False, needed=False, several=True,
    ),
    Kind("other", "其他资料", "Other paper", _ALL, "—", verified=True, needed=False),
)  # fmt: skip
BY_KEY: dict[str, Kind] = {each.key: each for each in KINDS}


def kinds_of(role: str) -> tuple[Kind, ...]:
    """Return the kinds of paper a party of this role hands in."""
    return tuple(each for each in KINDS if role in each.roles)
