"""Claims for those who handle them: the list, and one claim with its visits, photos and timeline."""

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request

from inspect_app.core import journal, nav, onward, todo
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, pdf_reply, require
from inspect_app.projects import queries as projects
from inspect_app.warranty import actions, paper
from inspect_app.warranty.api.claims import found, take
from inspect_app.warranty.models import Claim
from inspect_app.warranty.pages.asking import bp
from inspect_app.warranty.queries import claims as queries
from inspect_app.warranty.queries import retention, visits
from inspect_app.warranty.rules.claim import ABSENT, TAKE_OVER_BASIS, WORKFLOW
from inspect_app.warranty.rules.promises import URGENCIES
from inspect_app.warranty.schemas.tables import CLAIMS

nav.add("/claims", "报修", "Claims", verb="claim.list", order=52)
for _source in (queries.todos, retention.todos, visits.todos):
    todo.add(_source)
WORDS = {
    "workflow": WORKFLOW, "urgencies": URGENCIES, "absent": ABSENT,
    "turns": {"contractor": ("施工单位", "Contractor"), "owner": ("建设单位", "Owner"), "resident": ("居民", "Resident")},
}  # fmt: skip


@page(bp, "/claims", permit="claim.list")
def claims(actor: Actor) -> Any:
    """List the claims, the soonest due first."""
    asked, project_id = request.args.get("state", "unfinished"), request.args.get("project", "")
    state = asked if asked in queries.STATES else "unfinished"
    kept = {name: value for name, value in (("state", state), ("project", project_id)) if value}
    shown = {
        "page": paged(queries.listed(actor, state=state, project_id=project_id), table=CLAIMS), "chosen": state, "at": now(),
        "may_see_money": may(actor, "retention.list"),
        "project_id": project_id, "projects": db.session.scalars(projects.visible(actor)).all(),
        "link": f"?{urlencode(kept)}&",
        "firms": [(each, queries.kept_appointments(each)) for each in sorted(actor.party_ids("contractor"))],
    }  # fmt: skip
    return render_template("warranty/claims.html", **shown, **WORDS)


@page(bp, "/claims/<string:id>", permit="claim.read", on_thing=True, name="claim")
def claim(actor: Actor, id: str) -> Any:
    """Show a claim: whose turn it is, by when, what happened."""
    return _show(actor, id)


@page(bp, "/claims/<string:id>.pdf", permit="claim.read", on_thing=True, name="claim_paper")
def claim_paper(actor: Actor, id: str) -> Any:
    """Give out the record of a claim as a sealed paper."""
    one = found(actor, id)
    require(actor, "claim.read", one)
    return pdf_reply(paper.sealed_claim(one, at=now()), f"{one.number}.pdf")


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one, at = found(actor, id), now()
    require(actor, "claim.read", one)
    allowed, others_from = buttons(actor, one), None
    # Offered once it would succeed; before that the page says when.
    if not actions.may_take_over(one, at) and "take-over" in {each["name"] for each in allowed}:
        allowed = [each for each in allowed if each["name"] != "take-over"]
        others_from = actions.take_over_from(one)
    shown = {
        "others_from": others_from,
        "form": form, "moves": allowed, "at": at, "take_over": cited(TAKE_OVER_BASIS, locale()),
        "opened": request.path.rpartition("/moves/")[2] if form else "",
        "kept": queries.kept_appointments(one.contractor_id),
        "lines": as_lines(reversed(journal.timeline("claim", one.id)), locale()),
        "onward": onward.links(actor, one),
    }  # fmt: skip
    return render_template("warranty/claim.html", **shown, **seen(one))


def seen(one: Claim) -> dict[str, Any]:
    """Return what both sides see of a claim."""
    photos = [
        {"url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at,
         "what": t("报修时", "When claimed") if each.label == "told" else t("修好后", "After the repair")}
        for each in reversed(attachments("claim", one.id))
    ]  # fmt: skip
    return {
        "one": one, "state": WORKFLOW.state(one.state), "trouble": URGENCIES[one.urgency], "photos": photos,
        "basis": cited(one.cover_basis, locale()), "promised": cited(one.promise_basis, locale()), **WORDS,
    }  # fmt: skip


page_moves(bp, WORKFLOW, found, take, _show, "/claims/<string:id>", name="move_claim")
