"""What a checklist may say, how its items are found in it, and how an answer to one is judged."""

from inspect_app.checklists.rules.content import (
    ITEM_KINDS,
    PHOTO_RULES,
    SEVERITIES,
    SIGNERS,
    Fault,
    check_content,
    content_id,
    items,
    items_by_key,
)
from inspect_app.checklists.rules.judging import (
    OUTCOMES,
    Judgement,
    deviations,
    figures_alone,
    judge,
    judgement,
    norm_words,
)

#: verbs that are not moves of a workflow, in words
VERBS: dict[str, tuple[str, str]] = {
    "checklist.publish": ("发布检查表版本", "Checklist version published"),
}

__all__ = [
    "ITEM_KINDS", "OUTCOMES", "PHOTO_RULES", "SEVERITIES", "SIGNERS", "VERBS", "Fault", "Judgement", "check_content",
    "content_id", "deviations", "figures_alone", "items", "items_by_key", "judge", "judgement", "norm_words",
]  # fmt: skip
