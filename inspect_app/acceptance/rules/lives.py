"""The lives of an acceptance and of its certificate, the order of signing, and the day the filing is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from inspect_app.acceptance.rules.steps import MOVES, ORDER
from inspect_app.core.calendar import Unpublished, add_days
from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.identity.rules import Throttle

_REASON = Field("reason", "textarea", "原因", "Reason")

ACCEPTANCE = Workflow(
    kind="acceptance",
    zh="竣工验收",
    en="Completion acceptance",
    states=(
        State("draft", "准备中", "Being prepared", "neutral"),
        State("signing", "会签中", "Being signed", "waiting"),
        State("issued", "已发证", "Certificate issued", "good", final=True),
    ),
    moves=(
        *MOVES,
        Move("open", "提交会签", "Open for signing", ("draft",), "signing", stamp="opened_at", tone="good"),
        Move(
            "sign", "签署合格意见", "Sign as passed", ("signing",), "signing",
            (
                Field(
                    "name", "text", "签署人姓名", "Name of the signer",
                    hint_zh="与您的账号姓名一致，即为签署", hint_en="As in your account: writing it is signing",
                ),
                Field("note", "textarea", "验收意见", "Remarks", required=False),
            ),
            tone="good",
        ),
        Move("object", "不同意，退回", "Object and send back", ("signing",), "draft", (_REASON,), stamp="objected_at", tone="bad"),
        Move("withdraw", "撤回会签", "Withdraw from signing", ("signing",), "draft", (_REASON,), tone="bad"),
        Move("issue", "签发合格证书", "Issue the certificate", ("signing",), "issued", stamp="issued_at", tone="good"),
    ),
)  # fmt: skip

CERTIFICATE = Workflow(
    kind="certificate",
    zh="验收合格证书",
    en="Certificate of acceptance",
    states=(
        State("valid", "有效", "Valid", "good"),
        State("suspended", "已暂停", "Suspended", "waiting"),
        State("revoked", "已撤销", "Revoked", "bad", final=True),
        State("superseded", "已更正换发", "Replaced by a corrected one", "neutral", final=True),
    ),
    moves=(
        Move("suspend", "暂停证书", "Suspend", ("valid",), "suspended", (_REASON,), stamp="suspended_at", tone="bad"),
        Move("reinstate", "恢复有效", "Reinstate", ("suspended",), "valid", (_REASON,), tone="good"),
        Move("revoke", "撤销证书", "Revoke", ("valid", "suspended"), "revoked", (_REASON,), stamp="revoked_at", tone="bad"),
        Move(
            "supersede", "更正换发", "Correct and replace", ("valid",), "superseded",
            (
                _REASON,
                Field(
                    "correction", "textarea", "更正内容", "What it should say",
                    hint_zh="印在新证书上；五方签署的验收记录不变", hint_en="Printed on the new one; what the five signed stays as it is",
                ),
            ),
            stamp="superseded_at",
        ),
    ),
)  # fmt: skip

#: states of a certificate that nobody may rely on any more
OVER = tuple(each.name for each in CERTIFICATE.states if each.final)

#: said on timelines, for acts that are not moves
VERBS: dict[str, tuple[str, str]] = {
    "acceptance.begin": ("开始竣工验收准备", "Began to prepare the acceptance"),
    "certificate.issue": ("签发合格证书", "Issued the certificate"),
    "document.add": ("提交验收资料", "Handed in a document"),
    "document.withdraw": ("撤回验收资料", "Withdrew a document"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """An act by which a certificate is suspended until a person reinstates it: what is said of its thing, and why."""

    zh: str
    en: str
    basis: str
    verified: bool

    def words(self, number: str) -> str:
        """Return the reason as everyone who scans the certificate reads it; `number` is the thing's."""
        return f"{self.zh.format(number)} {self.en.format(number)}"


#: how grave a defect must be, or a complaint of its category, to shake a certificate
GRAVE = ("major",)
_OWN = "平台规则"
_STANDS = Ground("重大缺陷 {} 已认定", "Major defect {} was found to stand", _OWN, verified=False)
_BACK = Ground("重大缺陷 {} 重新打开", "Major defect {} was opened again", _OWN, verified=False)
#: acts -> the ground they give; a ticket that is only raised may still be disputed and gives none
GROUNDS: dict[str, Ground] = {
    "defect.accept": _STANDS,
    "defect.reject": _STANDS,
    # Whoever never answers does not put it off by that.
    "defect.overdue": Ground("重大缺陷 {} 超期未整改", "Major defect {} is overdue", _OWN, verified=False),
    "defect.reopen": _BACK,
    "defect.unjoin": _BACK,
    "complaint.reopen": Ground(
        "投诉 {} 反映的重大问题没有解决",
        "A major problem of complaint {} is not settled",
        _OWN,
        verified=False,
    ),
}

#: guesses at certificate numbers from one address; the figures are the platform's own
GUESSES = Throttle(20, timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Filing:
    """How soon the owner files the acceptance with the authority."""

    days: int
    basis: str
    verified: bool


FILING = Filing(15, "《建设工程质量管理条例》第四十九条", verified=True)


def next_role(signed: int) -> str | None:
    """Return the role that signs after `signed` signatures, None when all have signed."""
    return ORDER[signed] if signed < len(ORDER) else None


def filing_due_on(accepted_on: date) -> date:
    """Return the last day to file: 15 calendar days after acceptance, moved off holidays (279 art. 49).

    Where the year's holidays are not published yet, the unmoved day is given: the safe side.
    """
    try:
        return add_days(accepted_on, FILING.days, roll=True)
    except Unpublished:
        return add_days(accepted_on, FILING.days)
