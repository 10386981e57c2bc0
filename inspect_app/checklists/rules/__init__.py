"""What a checklist may say, how its items are found in it, and how an answer to one is judged."""

from inspect_app.checklists.rules.asking import Asked, asked
from inspect_app.checklists.rules.conditions import Value, WhenError, holds, parse
from inspect_app.checklists.rules.content import (
    SIGNERS,
    check_content,
    content_id,
    items,
    items_by_key,
)
from inspect_app.checklists.rules.judgement import Judgement
from inspect_app.checklists.rules.judging import (
    OUTCOMES,
    demand_words,
    deviations,
    figures_alone,
    figures_words,
    judge,
    judgement,
    norm_words,
)
from inspect_app.checklists.rules.kinds import COUNT_PLANS, GRADES, ITEM_KINDS, PHOTO_RULES, SEVERITIES
from inspect_app.checklists.rules.onsite import accepts
from inspect_app.checklists.rules.shape import Fault
from inspect_app.checklists.rules.telling import trees, when_words

#: verbs that are not moves of a workflow, in words
VERBS: dict[str, tuple[str, str]] = {
    "checklist.publish": ("发布检查表版本", "Checklist version published"),
}

__all__ = [
    "COUNT_PLANS", "GRADES", "ITEM_KINDS", "OUTCOMES", "PHOTO_RULES", "SEVERITIES", "SIGNERS", "VERBS", "Asked", "Fault",
    "Judgement", "Value", "WhenError", "accepts", "asked", "check_content", "content_id", "demand_words", "deviations",
    "figures_alone", "figures_words", "holds", "items", "items_by_key", "judge", "judgement", "norm_words", "parse", "trees", "when_words",
]  # fmt: skip
