"""The rules of acceptance, each in its own file: lives, papers to hand in, the gate, the warranty letter."""

from inspect_app.acceptance.rules.lives import ACCEPTANCE, CERTIFICATE, VERBS, next_role
from inspect_app.acceptance.rules.steps import ORDER

WORKFLOW = ACCEPTANCE

__all__ = ["ACCEPTANCE", "CERTIFICATE", "ORDER", "VERBS", "WORKFLOW", "next_role"]
