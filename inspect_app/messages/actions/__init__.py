"""What is done with messages: told, put out, sent, chosen, signed; numbers shown to be one's own."""

from inspect_app.messages.actions.balloting import drop_vote_codes, send_vote_codes
from inspect_app.messages.actions.choosing import Choices, ask_email, choose, prove_email, renew_feed
from inspect_app.messages.actions.hooks import add_hook, end_hook, test_hook
from inspect_app.messages.actions.linking import send_link
from inspect_app.messages.actions.phones import ask_code, enter_code, forget_number, mark_case, mark_of
from inspect_app.messages.actions.reading import read, read_all
from inspect_app.messages.actions.sending import forget, move, publish_due, send_due, take_back
from inspect_app.messages.actions.telling import put_out, tell, tell_hooks, tell_resident

__all__ = [
    "Choices", "add_hook", "ask_code", "ask_email", "choose", "drop_vote_codes", "end_hook", "enter_code", "forget", "forget_number",
    "mark_case", "mark_of", "move", "prove_email", "publish_due", "put_out", "read", "read_all", "renew_feed",
    "send_due", "send_link", "send_vote_codes", "take_back", "tell", "tell_hooks", "tell_resident", "test_hook",
]  # fmt: skip
