"""The papers of an acceptance for people: hand one in, read it, take it back."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.acceptance import actions, queries
from inspect_app.acceptance.api import the_project
from inspect_app.acceptance.models import Document
from inspect_app.acceptance.pages.desk import bp, whole
from inspect_app.acceptance.rules import letter, papers
from inspect_app.acceptance.schemas import AuthorityForm, DocumentForm, LetterForm, ReasonIn
from inspect_app.core import vault
from inspect_app.core.calendar import local_day
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page, require
from inspect_app.projects.models import Project


@page(
    bp, "/projects/<string:id>/acceptance/documents/new", permit="document.add", methods=("GET", "POST"),
    on_thing=True, name="hand_in",
)  # fmt: skip
def hand_in(actor: Actor, id: str) -> Any:
    """Hand in a paper of a kind; a warranty letter asks for its terms."""
    project = the_project(actor, id, "document.add")
    kind = papers.BY_KEY.get(request.values.get("kind", ""), papers.BY_KEY["other"])
    is_letter = kind.key == "warranty_letter"
    codes = _codes(project) if is_letter else []
    start = {"kind": kind.key, "dated_on": local_day(now()), **_least(project, codes)}
    forms: dict[str, type[Schema]] = {"warranty_letter": LetterForm, "authority": AuthorityForm}
    form = Form(forms.get(kind.key, DocumentForm), start)
    made = form.act(lambda values: _hand_in(actor, id, values))
    if made is None:
        shown = {"project": project, "kind": kind, "form": form, "terms": _term_boxes(project, codes)}
        shown["clause"] = cited(kind.clause, locale())
        return render_template("acceptance/hand_in.html", **shown), form.status
    flash(t(f"已提交：{kind.zh}", f"Handed in: {kind.en}"), "good")
    return redirect(f"/projects/{id}/acceptance")


def _codes(project: Project) -> list[str]:
    present = {letter.CLASS_OF[each.kind] for each in queries.elements(project.id)}
    return [code for code in letter.CLASSES if code in present]


def _least(project: Project, codes: list[str]) -> dict[str, int]:
    found = {code: letter.least(code, project.region, local_day(now())).amount for code in codes}
    return {f"term-{code}": amount for code, amount in found.items() if amount}


def _term_boxes(project: Project, codes: list[str]) -> list[tuple[str, str, str]]:
    """One box for each class of works present: (name, label, what the law asks at least)."""
    boxes = []
    for code in codes:
        least, (zh, en) = letter.least(code, project.region, local_day(now())), letter.CLASSES[code]
        measure = letter.unit(code)
        need = t("按设计文件或合同填写", "as the design or the contract says")
        if least.amount:
            need = t(f"不少于 {least.amount}", f"at least {least.amount}")
        label = t(f"{zh}（{measure[0].removeprefix('个')}）", f"{en} ({measure[1]})")
        boxes.append((f"term-{code}", label, f"{need} · {cited(least.basis, locale())}"))
    return boxes


def _hand_in(actor: Actor, id: str, values: dict[str, Any]) -> Document:
    terms = {name[5:]: values.pop(name) for name in list(values) if name.startswith("term-")}
    said: dict[str, Any] = {
        name: values.pop(name) for name in ("delegate", "from_on", "to_on", "scope") if name in values
    }
    given = {code: term for code, term in terms.items() if term}
    upload = request.files.get("file")
    sha = vault.keep(upload.read(), at=now()) if upload and upload.filename else None
    project = the_project(actor, id, "document.add")
    return actions.add_document(actor, project, **values, sha256=sha, terms=given, authority=said, at=now())


@page(bp, "/documents/<string:id>", permit="document.read", on_thing=True)
def document(actor: Actor, id: str) -> Any:
    """Give out the file of a paper."""
    one = find(queries.document(actor, id))
    require(actor, "document.read", one)
    return vault.as_download(one.sha256 or "", f"{one.kind}-{one.dated_on}")


@page(bp, "/documents/<string:id>/withdraw", permit="document.withdraw", methods=("POST",), on_thing=True)
def withdraw(actor: Actor, id: str) -> Any:
    """Take a paper back."""
    one = find(queries.document(actor, id))
    require(actor, "document.withdraw", one)
    project_id, form = one.project_id, Form(ReasonIn)
    done = form.act(
        lambda values: actions.withdraw_document(actor, find(queries.document(actor, id)), **values, at=now())
    )
    if done is None:
        project = the_project(actor, project_id, "acceptance.read")
        return whole(actor, project, queries.latest(project_id), form), form.status
    flash(t("资料已撤回。", "Paper withdrawn."))
    return redirect(f"/projects/{project_id}/acceptance")
