"""The life of a lot, item work, division or unit work: submitted, signed by all, accepted; or failed and what then."""

from typing import Final

from inspect_app.checklists.rules.scoring.gb50300 import OUTCOMES
from inspect_app.core.workflow import Field, Move, State, Workflow

Words = tuple[str, str]
PAPERS: Final[dict[str, Words]] = {
    "complete": ("资料完整", "Complete"),
    "missing": ("部分缺失", "Partly missing"),
}
VISUAL: Final[dict[str, Words]] = {"good": ("好", "Good"), "fair": ("一般", "Fair"), "poor": ("差", "Poor")}
#: ways on from failing work that somebody records; what bars it is a move of its own
WAYS: Final = tuple(each for each in OUTCOMES.values() if each.result != "barred")
_REASON = Field("reason", "textarea", "原因", "Reason")
_PHOTOS = Field("photos", "photos", "照片", "Photos", required=False)
_NOTE = Field("note", "textarea", "说明", "Note", required=False)


def _choices(words: dict[str, Words]) -> tuple[tuple[str, str, str], ...]:
    return tuple((key, zh, en) for key, (zh, en) in words.items())


WORKFLOW = Workflow(
    kind="work",
    zh="质量验收",
    en="Acceptance of works",
    states=(
        State("open", "待验收", "To be accepted", "neutral"),
        State("signing", "签认中", "Being signed", "waiting"),
        State("testing", "资料缺失，待实体检验", "Papers missing, to be tested", "waiting"),
        State("failed", "不合格", "Not qualified", "bad"),
        State("accepted", "验收合格", "Accepted", "good"),
        State("conceded", "让步验收", "Accepted by concession", "good"),
        State("barred", "严禁验收", "Must not be accepted", "bad"),
        State("dropped", "已取消", "Dropped", "neutral", final=True),
    ),
    moves=(
        Move(
            "submit", "提交验收", "Submit for acceptance", ("open",), "signing",
            (
                Field("record", "text", "检查或停检点记录", "Inspection or hold point", required=False,
                      hint_zh="检验批的主控项目、一般项目由此判定", hint_en="The lot's dominant and general items are judged from it"),
                Field("papers", "choice", "质量控制资料", "Quality-control papers", choices=_choices(PAPERS)),
                Field("tests", "textarea", "检验、抽查结果", "Tests and spot checks", required=False,
                      hint_zh="安全、节能、环保和主要使用功能；写明报告编号",
                      hint_en="On safety, energy, environment and main functions, with the numbers of their reports"),
                Field("visual", "choice", "观感质量", "Visual quality", required=False, choices=_choices(VISUAL)),
                _PHOTOS, _NOTE,
            ),
            stamp="submitted_at", tone="good",
        ),
        Move(
            "sign", "签认", "Sign", ("signing",), "signing",
            (
                Field("name", "text", "签字人姓名", "Name of the signer",
                      hint_zh="与您的账号姓名一致，即为签字", hint_en="As in your account: writing it is signing"),
                Field("note", "textarea", "验收意见", "Remarks", required=False),
            ),
            tone="good",
        ),
        Move("accept", "验收合格", "Accept", ("signing",), "accepted", stamp="accepted_at", tone="good"),
        Move("concede", "让步验收", "Accept by concession", ("signing",), "conceded", stamp="accepted_at", tone="good"),
        Move("withdraw", "撤回", "Take back", ("signing",), "open", (_REASON,), tone="bad"),
        Move("test", "转实体检验", "Have it tested", ("signing",), "testing"),
        Move(
            "fail", "判为不合格", "Find it not qualified", ("signing", "testing"), "failed",
            (Field("reason", "textarea", "不合格之处", "What is wrong"), _PHOTOS), stamp="failed_at", tone="bad",
        ),
        Move(
            "resolve", "登记处理结果", "Record what was done", ("failed", "testing", "barred"), "open",
            (
                Field("outcome", "choice", "处理方式", "Way on", choices=tuple((each.key, each.zh, each.en) for each in WAYS)),
                Field("reason", "textarea", "做法和结论", "What was done and found"),
                Field("body", "text", "出具单位", "Issued by", required=False,
                      hint_zh="检测机构、原设计单位等", hint_en="The testing body, the original designer"),
                Field("report_no", "text", "文件编号", "Number of the paper", required=False),
                Field("photos", "photos", "记录、报告照片", "Photos of record and reports",
                      hint_zh="所需文件每份至少一张", hint_en="At least one of each paper it needs"),
            ),
        ),
        Move(
            "bar", "严禁验收", "Bar from acceptance", ("failed",), "barred",
            (Field("reason", "textarea", "仍不能满足安全或使用要求的情况", "Why it is still unsafe or unfit"), _PHOTOS),
            stamp="barred_at", tone="bad",
        ),
        Move(
            "overturn", "撤销验收结论", "Overturn the acceptance", ("accepted", "conceded"), "failed",
            (Field("reason", "textarea", "撤销的原因", "Why it no longer stands"), _PHOTOS), tone="bad",
        ),
        Move("drop", "取消", "Drop", ("open", "failed"), "dropped", (_REASON,), stamp="dropped_at", tone="bad"),
    ),
)  # fmt: skip

#: said on timelines, for acts that are not moves
VERBS: Final[dict[str, Words]] = {
    "work.draft": ("划分工程", "Works divided"),
    "work.add": ("增加划分", "Added to the division"),
    "work.doubt": ("验收存疑：该部位有新缺陷", "Acceptance under doubt: a new defect there"),
    "work.settle": ("缺陷已处理，存疑解除", "Defects dealt with, doubt lifted"),
}
#: states that let the level above open
PASSED: Final = ("accepted", "conceded")
UNDER_WAY: Final = ("open", "signing", "testing")
#: ways on after which it is accepted by concession and is shown so (GB 50300-2013 5.0.6)
CONCEDED: Final = ("consented", "strengthened")
