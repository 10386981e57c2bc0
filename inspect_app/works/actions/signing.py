"""One signature under an acceptance: in order, of one's own, once, and of no party that built it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import refused_words
from inspect_app.identity.models import Party
from inspect_app.works.models import Work, WorkSignature
from inspect_app.works.permits import acts_for, builds
from inspect_app.works.rules import CLAUSES


def sign(actor: Actor, work: Work, values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Put the actor's signature under what was submitted, for the post whose turn it is.

    Raises a conflict for whoever signed already or comes before their turn (GB 50300-2013 chapter 6).
    """
    post = work.next_post
    if post is None:
        raise Problem("conflict", zh="各方均已签认。", en="All have signed.")
    own = [each for each in work.signed.values() if each.person_id == actor.id]
    if own:
        words = {each.key: (each.zh, each.en) for each in work.posts}.get(own[0].post, ("", ""))
        raise Problem(
            "conflict", zh=f"您已作为{words[0]}签认；同一人不能代两个岗位或两方签字。",
            en=f"You have signed as {words[1]}; one person signs for one post and one party.",
        )  # fmt: skip
    if not acts_for(actor, work.project, post.role):
        raise Problem(
            "conflict", zh=f"现在轮到{post.zh}签认（{CLAUSES[work.level]}），请等其签认后再签。",
            en=f"It is the turn of: {post.en} ({CLAUSES[work.level]}); sign after that.",
        )  # fmt: skip
    if post.role != "contractor" and builds(actor, work.project):
        raise Problem(
            "conflict", zh="施工方的人不能代验收方签字。", en="Nobody who builds here signs for who accepts."
        )
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    party = _party(actor, work, post.role)
    work.signatures.append(
        WorkSignature(
            round=work.round, post=post.key, role=post.role, party_id=party.id, party=party, person_id=actor.id,
            name=actor.name, note=str(values.get("note") or "").strip(), content=work.content or "", at=at,
        )
    )  # fmt: skip
    return {"post": post.key, "party": party.name, "round": work.round, "content": work.content}


def _party(actor: Actor, work: Work, role: str) -> Party:
    mine = actor.party_ids(role)
    found = next(
        (each.party for each in work.project.parties if each.role == role and each.party_id in mine), None
    )
    if found is None:
        raise Problem("forbidden", verb=refused_words("work.sign"))
    return found
