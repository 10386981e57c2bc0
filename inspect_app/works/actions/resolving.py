"""What was done about work that failed: one of the ways of 5.0.6 and 5.0.7, on its papers, by whom it is for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.checklists.rules.scoring.gb50300 import OUTCOMES
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.works.models import Work
from inspect_app.works.permits import acts_for
from inspect_app.works.rules.judging import paper_words, papers_of, recorder, ways_on


def resolve(actor: Actor, work: Work, values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Write down which way was taken and what shows it; the work is then submitted anew.

    Raises a problem that names the field: a way not open to this level or state, one that another role records, or
    papers that are not shown (GB 50300-2013 5.0.6, 5.0.7).
    """
    outcome = OUTCOMES[values["outcome"]]
    open_ = ways_on(work.state, work.level)
    if outcome not in open_:
        names = "、".join(each.zh for each in open_), ", ".join(each.en.lower() for each in open_)
        raise field_problem(
            "outcome",
            f"此时只能是：{names[0]}（{outcome.clause}）",
            f"now only: {names[1]} ({outcome.clause})",
        )
    role = recorder(outcome.key, {each.role for each in work.project.parties})
    if not acts_for(actor, work.project, role):
        zh, en = PARTY_KINDS[role]
        raise field_problem(
            "outcome", f"由{zh}登记（{outcome.clause}）", f"the {en.lower()} records this ({outcome.clause})"
        )
    needed, photos = papers_of(outcome), list(dict.fromkeys(values["photos"]))
    if len(photos) < len(needed):
        zh, en = paper_words(needed)
        raise field_problem(
            "photos", f"须附：{zh}，每份至少一张", f"needed: {en}; at least one photo of each"
        )
    issued = {key: str(values.get(key) or "").strip() for key in ("body", "report_no")}
    for key, words in (
        ("body", ("请写明出具单位", "say who issued it")),
        ("report_no", ("请写明编号", "give its number")),
    ):
        if outcome.key != "reworked" and not issued[key]:
            raise field_problem(key, *words)
    work.resolution = {
        "outcome": outcome.key, "clause": outcome.clause, "reason": values["reason"], **issued, "by": actor.name,
        "role": role, "at": at.isoformat(),
    }  # fmt: skip
    return {"clause": outcome.clause, "round": work.round}
