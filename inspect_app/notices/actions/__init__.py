"""Acts on official notices: draft one, change the draft, take its moves, refuse works that stand still."""

from inspect_app.notices.actions.blocking import require_running
from inspect_app.notices.actions.drafting import draft, edit
from inspect_app.notices.actions.moving import move

__all__ = ["draft", "edit", "move", "require_running"]
