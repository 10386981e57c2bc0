"""The report of the completion acceptance (竣工验收报告): the owner's paper that goes to the authority with the filing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.paper.certificate import verify_url
from inspect_app.acceptance.rules.papers import BY_KEY
from inspect_app.acceptance.rules.told import sections
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.defects.rules import SEVERITIES
from inspect_app.identity.rules import PARTY_KINDS

TITLE = "工程竣工验收报告"
NOT_GIVEN = "未填 not given"
#: what no record of the platform knows and the owner adds -> heading, or the name of its line
GIVEN: dict[str, tuple[str, str]] = {
    "permit": ("施工许可证号", "Construction permit"),
    "reported_on": ("报建日期", "Reported for construction on"),
    "review": ("施工图审查意见", "Opinion of the drawings' review"),
    "procedure": ("建设单位执行基本建设程序情况", "How the owner kept to the procedure of construction"),
    "assessment": (
        "对勘察、设计、施工、监理等方面的评价",
        "Assessment of surveyor, designer, contractor and supervisor",
    ),
}
_IN_FACTS = ("permit", "reported_on", "review")


def report_record(certificate: Certificate, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the report says, for machines; `given` are texts by the keys of GIVEN, "" where not given.

    The same certificate and texts give the same record. Source of its contents: 建质〔2013〕171号 art. 7.
    """
    told = certificate.record["acceptance"]["record"]
    return {
        "kind": "acceptance-report",
        "certificate": {"number": certificate.number, "content": certificate.content},
        "accepted_on": certificate.accepted_on.isoformat(),
        "filing_due_on": certificate.filing_due_on.isoformat(),
        "project": told["project"],
        "parties": told["parties"],
        "given": {key: str(given.get(key) or "") for key in GIVEN},
        "evidence": told["evidence"],
        "elements": len(told["scope"]),
        "overrides": told.get("overrides") or [],
        "documents": told["documents"],
        "steps": told.get("steps"),
        "signatures": certificate.record["signatures"],
    }


def sealed_report(certificate: Certificate, told: dict[str, Any], number: str, at: datetime) -> bytes:
    """Return the sealed PDF of a report with its record attached."""
    data = {**told, "number": number, "issued_at": at.isoformat()}
    owner = next((each["name"] for each in told["parties"] if each["role"] == "owner"), "")
    paper = Paper(TITLE, number, owner, verify_url(certificate.number), content_hash(data), at)
    project, accepted = told["project"], date.fromisoformat(told["accepted_on"])
    paper.text(
        f"{project['name']}（{project['number']}，{project['community']}）已于 {accepted.year} 年 {accepted.month} 月 "
        f"{accepted.day} 日经五方竣工验收合格，现按规定提出竣工验收报告。"
    )
    paper.text(f"Report of the owner on the completion acceptance of {accepted}, for the filing.", "note")
    _project(paper, told, accepted)
    for key in ("procedure", "assessment"):
        paper.heading(" ".join(GIVEN[key]))
        paper.text(told["given"][key] or NOT_GIVEN)
    _parties(paper, told["parties"])
    for each in sections(certificate.record):
        paper.heading(each.heading)
        paper.table(each.heads, each.rows, each.widths)
        for words in each.words:
            paper.text(words)
    _content(paper, told)
    _opinion(paper, told)
    _annexes(paper, told["documents"])
    return issued(paper, data)


def _project(paper: Paper, told: dict[str, Any], accepted: date) -> None:
    project, given = told["project"], told["given"]
    paper.heading("工程概况 Project")
    paper.facts(
        [
            ("项目", f"{project['name']}（{project['number']}）"), ("小区", project["community"]),
            ("地址", project["address"] or NOT_GIVEN), ("区划代码", project["region"] or NOT_GIVEN),
            *((GIVEN[key][0], given[key] or NOT_GIVEN) for key in _IN_FACTS),
            ("验收合格日期", accepted), ("备案期限", date.fromisoformat(told["filing_due_on"])),
            ("验收合格证书", told["certificate"]["number"]),
        ]
    )  # fmt: skip


def _parties(paper: Paper, parties: list[dict[str, str]]) -> None:
    paper.heading("参建单位 Parties")
    rows = [
        (PARTY_KINDS[each["role"]][0], each["name"], each["code"] or "—", each["leader"]) for each in parties
    ]
    head = ("角色 Role", "单位 Party", "统一社会信用代码", "项目负责人 Leader")
    paper.table(head, rows, (1.1, 2.4, 1.6, 1.2))


def _content(paper: Paper, told: dict[str, Any]) -> None:
    found = told["evidence"]
    paper.heading("验收内容 What was accepted")
    paper.facts(
        [
            ("验收部位", told["elements"]), ("检查表", found["submissions"]), ("检查项", found["items"]),
            ("实测值", found["measured"]),
        ]
    )  # fmt: skip
    rows = [
        (SEVERITIES[each["severity"]].zh, each["raised"], each["closed"], each["void"], each["open"])
        for each in found["defects"]
    ]
    head = ("缺陷 Defects", "登记 Raised", "销号 Closed", "作废 Void", "未销号 Open")
    paper.table(head, rows, right=(1, 2, 3, 4))
    if told["overrides"]:
        allowed = [(each["zh"], each["reason"], each["name"]) for each in told["overrides"]]
        paper.table(("特准通过的条件 Overridden", "理由 Reason", "特准人 By"), allowed, (2, 3, 1.2))


def _opinion(paper: Paper, told: dict[str, Any]) -> None:
    paper.heading("验收意见 Opinion")
    paper.text(
        "五方一致认为工程质量合格，同意通过竣工验收。 All five parties found the works good and accepted them."
    )
    signed = [
        Signed(each["name"], each["party"], PARTY_KINDS[each["role"]][0], datetime.fromisoformat(each["at"]))
        for each in told["signatures"]
    ]
    paper.signatures(signed, "五方会签 Signatures")


def _annexes(paper: Paper, documents: list[dict[str, str]]) -> None:
    paper.heading("附件 Annexes")
    rows = [
        (each["title"] or BY_KEY[each["kind"]].zh if each.get("kind") in BY_KEY else each["title"], each["party"],
         each["dated_on"], each["sha256"][:16] or "纸质")
        for each in documents
    ]  # fmt: skip
    paper.table(("名称 Title", "提交单位 Party", "日期 Date", "SHA-256"), rows, (2.4, 2, 1.1, 1.5))
