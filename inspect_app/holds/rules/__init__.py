"""The rules of hold points: their life, the notice before they are looked at, who pays when they are opened again."""

from inspect_app.holds.rules.life import ANSWERS, CLEARED, PARTS, VERBS, WORKFLOW

__all__ = ["ANSWERS", "CLEARED", "PARTS", "VERBS", "WORKFLOW"]
