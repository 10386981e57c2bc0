"""How assets, packages and papers of handover are written in and out."""

from inspect_app.handover.schemas.incoming import (
    AssetFilterIn,
    AssetForm,
    AssetsIn,
    BeginIn,
    DecideIn,
    InviteIn,
    MeetIn,
    PackageFilterIn,
    PaperForm,
    PaperIn,
    ReasonIn,
    ReversionForm,
    ReversionIn,
)
from inspect_app.handover.schemas.outgoing import (
    ASSETS,
    PACKAGES,
    AssetOut,
    AssetPage,
    AssetWhole,
    PackageOut,
    PackagePage,
    PackageWhole,
    PaperOut,
    ReversionOut,
    StandingOut,
)

__all__ = [
    "ASSETS", "PACKAGES", "AssetFilterIn", "AssetForm", "AssetOut", "AssetPage", "AssetWhole", "AssetsIn", "BeginIn",
    "DecideIn", "InviteIn", "MeetIn", "PackageFilterIn", "PackageOut", "PackagePage", "PackageWhole", "PaperForm", "PaperIn",
    "PaperOut", "ReasonIn", "ReversionForm", "ReversionIn", "ReversionOut", "StandingOut",
]  # fmt: skip
