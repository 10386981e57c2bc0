"""The certificate as a paper: its record for machines, and the sheet people read, sealed."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.rules.letter import CLASSES, unit
from inspect_app.acceptance.rules.told import sections
from inspect_app.core import place
from inspect_app.core.calendar import CHINA
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.defects.rules import SEVERITIES
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.readings.rules.quantities import QUANTITIES

TITLE = "竣工验收合格证书"
#: the attachment that lists what the certificate rests on
EVIDENCE = "evidence.json"
#: kind of a line of it -> words
KINDS = {
    "check": ("检查表", "Checklists"),
    "defect": ("已销号缺陷", "Defects closed"),
    "hold": ("隐蔽工程停检点", "Hold points"),
    "material-lot": ("材料批次", "Material lots"),
    "precheck": ("预验收", "Pre-acceptances"),
    "meeting": ("验收会议", "Acceptance meetings"),
    "delegation": ("授权委托书", "Documents of authority"),
    "document": ("验收资料", "Documents"),
    "photo": ("照片和手写签名", "Photos and drawn signatures"),
}
#: elements listed one by one; a longer scope is counted by building
MOST_ROWS = 400


def record(certificate: Certificate, corrects: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what the certificate says, for machines: the signed record, the signatures, the day, the number.

    `corrects` tells of the certificate this one takes the place of, and what it should have said.
    """
    acceptance = certificate.acceptance
    signed = [
        {
            "role": each.role, "party": each.party.name, "name": each.name, "opinion": "pass", "note": each.note,
            "at": each.at.isoformat(), "content": each.content,
            **({"for": each.signed_for, "authority": each.authority_sha256} if each.authority_sha256 else {}),
        }
        for each in acceptance.signed
    ]  # fmt: skip
    evidence = certificate.evidence
    told = {
        "kind": "certificate",
        "number": certificate.number,
        "accepted_on": certificate.accepted_on.isoformat(),
        "filing_due_on": certificate.filing_due_on.isoformat(),
        "issued_at": certificate.issued_at.isoformat(),
        "verify": verify_url(certificate.number),
        "acceptance": {"sha256": acceptance.content, "record": acceptance.record},
        "signatures": signed,
        "evidence": {"file": EVIDENCE, "lines": len(evidence), "sha256": content_hash(evidence)},
    }
    return {**told, "corrects": dict(corrects)} if corrects else told


def verify_url(number: str) -> str:
    """Return the address at which anyone may check a certificate."""
    return f"{place.address()}/verify/{number}"


def certificate(one: Certificate) -> bytes:
    """Return the sealed PDF of a certificate."""
    told = one.record["acceptance"]["record"]
    owner = next((each["name"] for each in told["parties"] if each["role"] == "owner"), "")
    url = verify_url(one.number)
    paper = Paper(TITLE, one.number, owner, url, one.content, one.issued_at)
    project = told["project"]
    paper.text(
        f"{project['name']}（{project['number']}，{project['community']}）经建设、勘察、设计、施工、监理五方验收，"
        f"工程质量合格，验收合格日期为 {_day(one.record['accepted_on'])}。保修期自该日起算。"
    )
    paper.text(
        f"The works of {project['name']} ({project['number']}) were accepted by all five parties on "
        f"{one.record['accepted_on']}; the warranty runs from that day.",
        "note",
    )
    if corrects := one.record.get("corrects"):
        _correction(paper, corrects)
    _project(paper, one, project)
    _parties(paper, told["parties"])
    _evidence(paper, told["evidence"])
    if attached := one.record.get("evidence"):
        _attached(paper, one, attached)
    _scope(paper, told["scope"], told["warranty_terms"])
    _overrides(paper, told.get("overrides") or [])
    _documents(paper, told["documents"])
    _steps(paper, one.record)
    signed = [
        Signed(_signer(each), each["party"], PARTY_KINDS[each["role"]][0], datetime.fromisoformat(each["at"]))
        for each in one.record["signatures"]
    ]
    paper.signatures(signed, "五方会签 Signatures")
    paper.text(f"各方签署的验收记录 SHA-256：{one.record['acceptance']['sha256']}", "note")
    paper.text(f"证书当前状态以网上核验为准 The state today is shown at {url}", "note")
    return issued(paper, one.record, {EVIDENCE: one.evidence} if attached else None)


def _steps(paper: Paper, record: dict[str, Any]) -> None:
    for each in sections(record):
        paper.heading(each.heading)
        paper.table(each.heads, each.rows, each.widths)
        for words in each.words:
            paper.text(words)


def _signer(each: dict[str, str]) -> str:
    return f"{each['name']}（代 {each['for']}）" if each.get("for") else each["name"]


def _correction(paper: Paper, corrects: dict[str, str]) -> None:
    paper.heading("更正 Correction")
    paper.facts(
        [
            ("替换证书", corrects["number"]), ("原签发时间", datetime.fromisoformat(corrects["issued_at"])),
            ("更正内容", corrects["correction"]), ("更正原因", corrects["reason"]),
        ]
    )  # fmt: skip
    paper.text(
        f"本证书替换 {corrects['number']}；五方签署的验收记录未变，与更正内容不一致处以更正内容为准。\n\n"
        f"This certificate takes the place of {corrects['number']}. What the five parties signed is unchanged; "
        "where it differs, the correction above holds.",
        "note",
    )


def _attached(paper: Paper, one: Certificate, attached: dict[str, Any]) -> None:
    counted = Counter(str(each["kind"]) for each in one.evidence)
    rows = [(zh, en, counted[kind]) for kind, (zh, en) in KINDS.items() if counted[kind]]
    paper.table(("证据清单", "Evidence", "数量 Count"), rows, (2, 3, 1), right=(2,))
    paper.text(
        f"清单见附件 {EVIDENCE}，共 {attached['lines']} 条，每条附 SHA-256；清单的 SHA-256：{attached['sha256']}\n\n"
        f"Listed one by one in the attachment, {attached['lines']} lines.",
        "note",
    )


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _project(paper: Paper, one: Certificate, project: dict[str, str]) -> None:
    paper.heading("工程概况 Project")
    paper.facts(
        [
            ("项目", project["name"]), ("编号", project["number"]), ("小区", project["community"]),
            ("区划代码", project["region"]), ("地址", project["address"]),
            ("验收合格日期", one.accepted_on), ("备案期限", one.filing_due_on),
        ]
    )  # fmt: skip


def _parties(paper: Paper, parties: list[dict[str, str]]) -> None:
    paper.heading("责任主体 Parties")
    rows = [
        (PARTY_KINDS[each["role"]][0], each["name"], each["code"] or "—", each["leader"]) for each in parties
    ]
    paper.table(
        ("角色 Role", "单位 Party", "统一社会信用代码", "项目负责人 Leader"), rows, (1.1, 2.4, 1.6, 1.2)
    )


def _evidence(paper: Paper, found: dict[str, Any]) -> None:
    paper.heading("质量证据 Evidence")
    as_of = datetime.fromisoformat(found["as_of"]).astimezone(CHINA)
    paper.facts(
        [
            ("检查表", found["submissions"]), ("检查项", found["items"]),
            ("实测值", found["measured"]), ("统计截至", as_of),
        ]
    )  # fmt: skip
    rows = [
        (SEVERITIES[each["severity"]].zh, each["raised"], each["closed"], each["void"], each["open"])
        for each in found["defects"]
    ]
    paper.table(
        ("缺陷 Defects", "登记 Raised", "销号 Closed", "作废 Void", "未销号 Open"), rows, right=(1, 2, 3, 4)
    )
    if found["readings"]:
        heard = [
            (_quantity(each["quantity"]), each["unit"], each["count"], each.get("doubted", 0), each["alarms"])
            for each in found["readings"]
        ]
        paper.table(
            ("监测量 Quantity", "单位 Unit", "读数 Readings", "存疑未计 In doubt", "报警 Alarms"),
            heard,
            right=(2, 3, 4),
        )


def _quantity(key: str) -> str:
    known = QUANTITIES.get(key)
    return known.zh if known else key


def _scope(paper: Paper, scope: list[dict[str, str]], terms: dict[str, int]) -> None:
    paper.heading("验收范围与保修期限 Scope and warranty")
    rows = [
        (each["path"], CLASSES[each["class"]][0], _term(each["class"], terms)) for each in scope[:MOST_ROWS]
    ]
    paper.table(("部位 Element", "保修类别 Class", "约定期限 Term"), rows, (2.2, 2.6, 1))
    if len(scope) > MOST_ROWS:
        paper.text(f"另有 {len(scope) - MOST_ROWS} 处部位，见所附机读记录。", "note")


def _term(code: str, terms: dict[str, int]) -> str:
    return f"{terms[code]} {unit(code)[0]}" if code in terms else "—"


def _overrides(paper: Paper, found: list[dict[str, str]]) -> None:
    if not found:
        return
    paper.heading("特准通过的条件 Conditions overridden")
    rows = [
        (each["zh"], each["reason"], f"{each['name']}（{each['party']}）" if each["party"] else each["name"])
        for each in found
    ]
    paper.table(("条件 Condition", "理由 Reason", "特准人 By"), rows, (2, 3, 1.4))


def _documents(paper: Paper, documents: list[dict[str, str]]) -> None:
    paper.heading("验收资料 Documents")
    rows = [
        (each["title"], each["party"], each["dated_on"], each["sha256"][:16] or "纸质") for each in documents
    ]
    paper.table(("名称 Title", "提交单位 Party", "日期 Date", "SHA-256"), rows, (2.4, 2, 1.1, 1.5))
