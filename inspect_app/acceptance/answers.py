"""What acceptance asks and answers at the gates: its own conditions, the certificate, the papers of the filing."""

from collections.abc import Callable
from typing import Any

from inspect_app.acceptance.queries.gating import facts
from inspect_app.acceptance.queries.papers import documents, in_force, standing
from inspect_app.acceptance.rules import CERTIFICATE
from inspect_app.acceptance.rules.facts import Requirement
from inspect_app.acceptance.rules.gate import REQUIREMENTS
from inspect_app.acceptance.rules.papers import BY_KEY
from inspect_app.core.calendar import local_day
from inspect_app.gates.queries import Scope, answers
from inspect_app.gates.rules import Answer, Line, add


def _line(each: Requirement) -> Line:
    return Line(
        "completion", each.key, each.zh, each.en, each.clause, f"acceptance.needs.{each.key}",
        verified=each.verified, mend=each.mend, overridable=each.overridable,
    )  # fmt: skip


def _need(each: Requirement) -> Callable[[Scope], Answer]:
    def ask(scope: Scope) -> Answer:
        known = _once(scope, "facts", lambda: facts([scope.project], scope.at, scope.to)[scope.project.id])
        if not each.asked(known):
            return Answer("not_applicable", ("本项目不涉及", "not asked of this project"))
        missing = each.check(known)
        where = (each.zh, each.en, each.mend.format(id=scope.project.id))
        return Answer("not_met", missing, (where,)) if missing else Answer("met", each.how)

    return ask


def _once(scope: Scope, name: str, read: Callable[[], Any]) -> Any:
    key = f"acceptance.{name}"
    if key not in scope.kept:
        scope.kept[key] = read()
    return scope.kept[key]


add(_line(each) for each in REQUIREMENTS)
for one in REQUIREMENTS:
    answers(f"acceptance.needs.{one.key}")(_need(one))


def _the_certificate(scope: Scope) -> Any:
    return _once(scope, "certificate", lambda: standing(scope.project.id))


@answers("acceptance.certificate")
def _certificate(scope: Scope) -> Answer:
    found = _the_certificate(scope)
    if found is None:
        return Answer("not_met", ("尚未签发验收合格证书", "no certificate was issued"))
    state = CERTIFICATE.state(found.state)
    shown = ((found.number, found.number, f"/certificates/{found.id}"),)
    return Answer("met" if found.state == "valid" else "not_met", (state.zh, state.en), shown)


@answers("acceptance.filing_days")
def _filing_days(scope: Scope) -> Answer:
    found, today = _the_certificate(scope), local_day(scope.at)
    if found is None:
        return Answer("no_data", ("尚未验收合格，期限未起算", "not accepted yet: the days have not begun"))
    due = found.filing_due_on
    left = (due - today).days
    if left < 0:
        return Answer(
            "not_met", (f"应于 {due} 前报送，已逾期 {-left} 天", f"due by {due}, {-left} days late")
        )
    return Answer("met", (f"{due} 前报送，还有 {left} 天", f"due by {due}, {left} days left"))


def _paper(kind: str) -> Callable[[Scope], Answer]:
    def ask(scope: Scope) -> Answer:
        held = _once(scope, "papers", lambda: in_force(documents(scope.project.id)))
        words = BY_KEY[kind]
        if kind not in held:
            return Answer("no_data", (f"尚未提交{words.zh}", f"not handed in: {words.en.lower()}"))
        paper = held[kind]
        where = f"/documents/{paper.id}" if paper.sha256 else f"/projects/{scope.project.id}/acceptance"
        return Answer("met", (f"{paper.dated_on}", f"{paper.dated_on}"), ((words.zh, words.en, where),))

    return ask


answers("acceptance.warranty_letter")(_paper("warranty_letter"))
answers("acceptance.acceptance_report")(_paper("acceptance_report"))
