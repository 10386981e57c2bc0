"""Keeps how a checklist was filled in beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.core.db import db
from inspect_app.inspections.models import FillLog, Submission, Twin
from inspect_app.inspections.rules import moment_of


def keep_log(
    made: Submission | Twin, project_id: str, log: Mapping[str, Any] | None, *, at: datetime
) -> None:
    """Keep the log that came with a checklist; one that came without has none, and is taken just as well."""
    if log is None:
        return
    late = (moment_of(made.body["finished_at"]) - at).total_seconds()
    db.session.add(
        FillLog(
            id=made.id, project_id=project_id, person_id=made.person_id, sha256=made.body["log"], log=dict(log),
            late=max(0, round(late)), received_at=at,
        )
    )  # fmt: skip
