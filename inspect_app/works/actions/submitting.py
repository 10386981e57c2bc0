"""Submitting work for acceptance: what must be accepted below it, what a lot is judged from, what is declared."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.works import queries
from inspect_app.works.models import Work
from inspect_app.works.rules import CLAUSES, LEVELS

Values = Mapping[str, Any]
#: severities of defects with which nothing is accepted
_GRAVE = ("serious", "major")
_CHECKED = ("division", "unit")


def submit(actor: Actor, work: Work, values: Values) -> dict[str, Any]:
    """Write down what is submitted; the round begins. Raises a problem that names the field or what lies below."""
    _signers(work.project, work)
    told = _record(actor, work, values) if work.level == "lot" else {}
    tests, visual = str(values.get("tests") or "").strip(), values.get("visual")
    if work.level in _CHECKED:
        if not tests:
            raise field_problem(
                "tests", f"分部、单位工程必填：检验、抽查结果（{CLAUSES[work.level]}）",
                f"needed for a division or unit work: tests and spot checks ({CLAUSES[work.level]})",
            )  # fmt: skip
        if not visual:
            raise field_problem(
                "visual", f"分部、单位工程必填：观感质量（{CLAUSES[work.level]}）",
                f"needed for a division or unit work: its visual quality ({CLAUSES[work.level]})",
            )  # fmt: skip
    require_ready(work)
    work.declared = {
        "papers": values["papers"], "tests": tests, "visual": visual, "note": str(values.get("note") or "").strip(),
    }  # fmt: skip
    work.round, work.reason = work.round + 1, ""
    return told


def _signers(project: Project, work: Work) -> None:
    """Refuse a submission that could never be signed: a role of its posts has no party here."""
    there = {each.role for each in project.parties}
    missing = [each for each in work.posts if each.role not in there]
    if missing:
        zh, en = missing[0].zh, missing[0].en
        raise Problem(
            "conflict",
            zh=f"须由{zh}签认，本项目未登记该单位。",
            en=f"{en} has to sign; the project names no such party.",
        )


def _record(actor: Actor, work: Work, values: Values) -> dict[str, Any]:
    key = str(values.get("record") or "").strip()
    if not key:
        raise field_problem(
            "record", "检验批须有检查或停检点记录", "a lot needs the record of an inspection or a hold point"
        )
    found = queries.record_of(actor, work, key)
    if found is None:
        raise field_problem(
            "record", "没有这条记录，或它不是按 GB 50300 检查的、不涉及该部位、停检点未放行",
            "no such record, or it is not judged by GB 50300, is about another element, or is not released",
        )  # fmt: skip
    work.evidence_kind, work.evidence_id, work.evidence_part = found
    judged = queries.evidence(work)
    done = work.resolution if work.resolution and work.resolution["outcome"] == "reworked" else None
    if done and judged and datetime.fromisoformat(judged.at) <= datetime.fromisoformat(done["at"]):
        raise field_problem(
            "record", "返工返修后须重新检查，不能用此前的记录", "after rework it is inspected anew; this record is from before"
        )  # fmt: skip
    return {}


def require_ready(work: Work) -> None:
    """Refuse while something below is not accepted or in doubt, or what was found at a lot stands open."""
    short = [each for each in queries.below(work) if not each.passed]
    none_below = work.level != "lot" and not queries.below(work)
    if short or none_below:
        names = "、".join(f"{each.number} {each.name}" for each in short[:5])
        zh, en = LEVELS[work.level]
        raise Problem(
            "conflict",
            zh=f"{zh}须在所含下级全部验收合格后验收（{CLAUSES[work.level]}）：{names or '尚无下级划分'}",
            en=f"A {en.lower()} is accepted once all below it is ({CLAUSES[work.level]}): {names or 'nothing stands below it'}",
        )  # fmt: skip
    if work.element is None:
        return
    grave = [each for each in queries.defects_at(work.element) if each.severity in _GRAVE]
    if grave:
        raise Problem(
            "conflict", zh=f"该部位有 {len(grave)} 条较重或重大质量缺陷未销号，处理后再验收。",
            en=f"Serious or major defects are open there: {len(grave)}; they are dealt with first.",
        )  # fmt: skip
    bad = [each for each in queries.materials(work) if each.state != "accepted"]
    if bad:
        names = "、".join(each.number for each in bad)
        raise Problem(
            "conflict", zh=f"用在该部位的材料批次不合格：{names}（《建设工程质量管理条例》第二十九条）。",
            en=f"Material built in there is rejected: {names} (decree 279 art. 29).",
        )  # fmt: skip
