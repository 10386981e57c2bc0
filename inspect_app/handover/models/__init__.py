"""Tables of handover: assets with their papers and invitations, packages with what was decided and signed, reversions."""

from inspect_app.handover.models.assets import Asset, HandoverPaper, Invitation
from inspect_app.handover.models.packages import Condition, Package, PackageItem, PackageSignature
from inspect_app.handover.models.reversions import Reversion, ReversionItem, ReversionSignature

__all__ = [
    "Asset", "Condition", "HandoverPaper", "Invitation", "Package", "PackageItem", "PackageSignature", "Reversion",
    "ReversionItem", "ReversionSignature",
]  # fmt: skip
