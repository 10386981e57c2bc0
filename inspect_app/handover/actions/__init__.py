"""Acts of handover: enter assets, hand papers in, invite, put packages together, decide, sign, issue."""

from inspect_app.handover.actions.deciding import decide, meet
from inspect_app.handover.actions.packaging import begin, move
from inspect_app.handover.actions.registering import (
    add_assets,
    add_paper,
    edit_asset,
    invite,
    withdraw_paper,
)
from inspect_app.handover.actions.reminding import remind
from inspect_app.handover.actions.reverting import begin_reversion, move_reversion

__all__ = [
    "add_assets", "add_paper", "begin", "begin_reversion", "decide", "edit_asset", "invite", "meet", "move",
    "move_reversion", "remind", "withdraw_paper",
]  # fmt: skip
