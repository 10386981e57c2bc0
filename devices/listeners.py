"""The room of messages as the edge asks it: loaded by the first listener to events, for many rooms lie below it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from inspect_app.core.later import load
from inspect_app.core.listening import hook_of

if TYPE_CHECKING:
    from inspect_app.messages.actions.ways import Letter
    from inspect_app.messages.models import Hook


def listener(name: str, secret: str) -> "Hook | None":
    """Return the webhook that reads from the broker by this log-in name and secret; None for a wrong or ended one."""
    return cast("Hook | None", load("inspect_app.messages.queries").listener(name, secret))


def fingerprints(names: set[str]) -> dict[str, str]:
    """Return the fingerprint of the secret each of these must show that are listeners."""
    theirs = [each for each in names if hook_of(each)]
    room = "inspect_app.messages.queries"
    return cast("dict[str, str]", load(room).listener_fingerprints(theirs)) if theirs else {}


def publish_due(publish: Callable[[str, bytes], None], refusal: type[Exception]) -> int:
    """Publish what is due to listeners, a batch; return how many went out. `publish` raises `refusal` when it cannot."""
    unreachable = load("inspect_app.messages.actions.ways").Unreachable

    def out(letter: "Letter") -> None:
        try:
            publish(letter.target, letter.body.encode())
        except refusal as gone:
            raise unreachable("the broker takes nothing now") from gone

    return cast("int", load("inspect_app.messages.actions").publish_due(out))
