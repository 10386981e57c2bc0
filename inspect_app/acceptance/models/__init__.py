"""Tables of acceptance: papers, the acceptance with its steps and signatures, the certificate."""

from inspect_app.acceptance.models.acceptances import Acceptance, Certificate, Signature
from inspect_app.acceptance.models.papers import Delegation, Document, kind_of
from inspect_app.acceptance.models.steps import Meeting, Member, Opinion, PreCheck

__all__ = [
    "Acceptance", "Certificate", "Delegation", "Document", "Meeting", "Member", "Opinion", "PreCheck", "Signature", "kind_of",
]  # fmt: skip
