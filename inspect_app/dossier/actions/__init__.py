"""Acts on a dossier: lines entered and corrected, utilities' works planned and moved, findings answered and closed."""

from inspect_app.dossier.actions.entering import enter
from inspect_app.dossier.actions.findings import enter_finding, move_finding
from inspect_app.dossier.actions.works import move_work, plan_work

__all__ = ["enter", "enter_finding", "move_finding", "move_work", "plan_work"]
