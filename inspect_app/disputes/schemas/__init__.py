"""How disputes are written in and out."""

from inspect_app.disputes.schemas.incoming import (
    BookIn,
    CallIn,
    CodeIn,
    EvidenceIn,
    FilterIn,
    OpenForm,
    OpenIn,
    OwnEvidenceIn,
    OwnOpenIn,
    OwnSignIn,
    OwnTimeIn,
    SignForIn,
    SignIn,
    TimeIn,
    TimeOfIn,
)
from inspect_app.disputes.schemas.outgoing import (
    DISPUTES,
    AppraisalOut,
    DisputeOut,
    DisputePage,
    DisputeWhole,
    MediationOut,
    OwnDispute,
    RecordOut,
)

__all__ = [
    "DISPUTES", "AppraisalOut", "BookIn", "CallIn", "CodeIn", "DisputeOut", "DisputePage", "DisputeWhole",
    "EvidenceIn", "FilterIn", "MediationOut", "OpenForm", "OpenIn", "OwnDispute", "OwnEvidenceIn", "OwnOpenIn",
    "OwnSignIn", "OwnTimeIn", "RecordOut", "SignForIn", "SignIn", "TimeIn", "TimeOfIn",
]  # fmt: skip
