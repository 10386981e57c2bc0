"""Acts on functional tests: plan one, take its moves."""

from inspect_app.trials.actions.moving import measured, move
from inspect_app.trials.actions.planning import defect_of, plan

__all__ = ["defect_of", "measured", "move", "plan"]
