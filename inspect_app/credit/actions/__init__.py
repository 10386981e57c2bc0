"""What changes credit: entries, the decisions on them, the blacklist."""

from inspect_app.credit.actions.deciding import move
from inspect_app.credit.actions.entries import enter, follow_days, propose, settle

__all__ = ["enter", "follow_days", "move", "propose", "settle"]
