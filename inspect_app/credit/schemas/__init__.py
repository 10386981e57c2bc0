"""How credit goes in and out."""

from inspect_app.credit.schemas.entering import (
    BlacklistIn,
    BlacklistProjectIn,
    EnterIn,
    EnterProjectIn,
    PublicIn,
    RulesIn,
    SetAsideIn,
    WhatIfIn,
)
from inspect_app.credit.schemas.entries import (
    KINDS,
    EntryOut,
    ListIn,
    OnIn,
    StandingPage,
    WholeOut,
    source_url,
    standing,
)
from inspect_app.credit.schemas.outgoing import BlacklistingOut, PublicPage, WhatIfOut, paper
from inspect_app.credit.schemas.simulating import SIMULATED, SimulatedOut, SimulateIn, changes
from inspect_app.credit.schemas.tables import ENTRIES, PUBLISHED, WAITING, firms

__all__ = [
    "ENTRIES",
    "KINDS",
    "PUBLISHED",
    "SIMULATED",
    "WAITING",
    "BlacklistIn",
    "BlacklistProjectIn",
    "BlacklistingOut",
    "EnterIn",
    "EnterProjectIn",
    "EntryOut",
    "ListIn",
    "OnIn",
    "PublicIn",
    "PublicPage",
    "RulesIn",
    "SetAsideIn",
    "SimulateIn",
    "SimulatedOut",
    "StandingPage",
    "WhatIfIn",
    "WhatIfOut",
    "WholeOut",
    "changes",
    "firms",
    "paper",
    "source_url",
    "standing",
]  # fmt: skip
