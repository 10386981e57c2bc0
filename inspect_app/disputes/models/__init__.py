"""Tables of disputes."""

from inspect_app.disputes.models.dispute import Dispute, DisputeSignature
from inspect_app.disputes.models.room import PIECES, Appraisal, DisputeEvidence, Mediation

__all__ = ["PIECES", "Appraisal", "Dispute", "DisputeEvidence", "DisputeSignature", "Mediation"]
