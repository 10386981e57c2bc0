"""Acts on the works: divide them, take the moves of an acceptance, put it in doubt and lift the doubt."""

from inspect_app.works.actions.dividing import add, draft
from inspect_app.works.actions.doubting import doubt, settle
from inspect_app.works.actions.moving import move

__all__ = ["add", "doubt", "draft", "move", "settle"]
