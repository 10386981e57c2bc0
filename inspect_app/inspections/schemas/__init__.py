"""How inspections are written in and out."""

from inspect_app.inspections.schemas.planning import (
    VisitIn,
    VisitInProject,
    VisitOut,
    VisitPage,
    VisitsIn,
    VisitWhole,
)
from inspect_app.inspections.schemas.plans import (
    ClosureIn,
    ExplainIn,
    NothingIn,
    PlanChange,
    PlanChangeForm,
    PlanForm,
    PlanIn,
    PlanInProject,
    PlanOut,
    PlanPage,
)
from inspect_app.inspections.schemas.submissions import (
    AnswerIn,
    OutcomeOut,
    PlaceIn,
    ReceiptOut,
    SignatureIn,
    SubmissionIn,
    SubmissionOut,
    SubmissionPage,
    form_schema,
)

__all__ = [
    "AnswerIn", "ClosureIn", "ExplainIn", "NothingIn", "OutcomeOut", "PlaceIn", "PlanChange", "PlanChangeForm",
    "PlanForm", "PlanIn", "PlanInProject", "PlanOut", "PlanPage", "ReceiptOut", "SignatureIn", "SubmissionIn",
    "SubmissionOut", "SubmissionPage", "VisitIn", "VisitInProject", "VisitOut", "VisitPage", "VisitWhole", "VisitsIn",
    "form_schema",
]  # fmt: skip
