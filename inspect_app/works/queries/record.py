"""What the parties of an acceptance sign: the work, its record, material and papers, or what was accepted below it."""

from typing import Any

from inspect_app.core.files import attachments
from inspect_app.works.models import Work
from inspect_app.works.queries.evidence import evidence, materials
from inspect_app.works.queries.lists import below


def subject(work: Work) -> dict[str, Any]:
    """Return what is signed in this round, as the rows say it now."""
    found = evidence(work)
    photos = [each.sha256 for each in attachments("work", work.id)]
    return {
        "work": work.number, "level": work.level, "path": work.path, "project": work.project.number,
        "element": work.element.path if work.element else None, "round": work.round,
        "posts": [each.key for each in work.posts], "declared": work.declared, "resolution": work.resolution,
        "evidence": found.as_data() if found else None,
        "materials": [
            {"number": each.number, "name": each.name, "maker_lot": each.maker_lot, "state": each.state,
             "report_no": each.report_no}
            for each in materials(work)
        ],
        "below": [
            {"number": each.number, "name": each.name, "state": each.state, "content": each.content,
             "doubted": each.doubted_at is not None}
            for each in below(work)
        ],
        "photos": sorted(photos),
    }  # fmt: skip
