"""Sends what lies in the outbox: taken with a lease, sent with no transaction open, then marked; at least once.

Whoever is killed between sending and marking leaves a letter that another sends again, under the same id.
"""

from datetime import datetime

from inspect_app.core import journal, log
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.messages import queries
from inspect_app.messages.actions import ways
from inspect_app.messages.actions.ways import Failed, Letter, Refused, Unreachable, Way
from inspect_app.messages.models import Delivery
from inspect_app.messages.rules.life import WEBHOOK
from inspect_app.messages.rules.sending import BACKOFF, DOWN, HOOK_BACKOFF, KEEP, LEASE, next_try

_Taken = tuple[str, str, Letter]


def send_due() -> int:
    """Send what is due, a batch, but to listeners at the broker; return how many were sent."""
    return _send(ways.send, listeners=False)


def publish_due(publish: Way) -> int:
    """Publish what is due to listeners at the broker, a batch, each letter at its target; return how many went out.

    `publish` returns once the broker has it, and raises OSError while it does not take any.
    """
    return _send(publish, listeners=True)


def _send(way_out: Way, *, listeners: bool) -> int:
    at = now()
    sent, down = 0, set[str]()
    for key, way, letter in _take(at, listeners=listeners):
        if now() >= at + LEASE:
            break  # what is left is another's by now
        if way in down:
            _put_back(key, at + LEASE)
            continue
        begun = now()
        try:
            way_out(letter)
        except Refused as refused:
            _fail(key, at + LEASE, str(refused), final=True, status=refused.status, begun=begun)
        except Failed as failed:
            # A webhook is told in order: what came later waits with the one before it.
            down |= {way} if letter.channel == WEBHOOK else set()
            _fail(key, at + LEASE, str(failed), final=False, status=failed.status, begun=begun)
        except OSError as wrong:
            # What cannot be reached for one letter is not waited for again and again by all the others.
            down.add(way)
            _fail(key, at + LEASE, _said(wrong), final=False, begun=begun)
        except Exception as wrong:  # noqa: BLE001 -- one letter nobody can send must not hold up the others
            log.exception("letter failed", wrong, delivery=key)
            _fail(key, at + LEASE, type(wrong).__name__, final=False, begun=begun)
        else:
            sent += _mark_sent(key, at + LEASE, begun)
    return sent


def _take(at: datetime, *, listeners: bool) -> list[_Taken]:
    """Take a batch with a lease; what is of no use any more is given up instead."""
    db.session.rollback()
    if db.session.scalar(queries.due(at).with_only_columns(Delivery.id).limit(1)) is None:
        db.session.rollback()  # an empty outbox is looked into each second: that must not cost a write
        return []
    taken: list[_Taken] = []
    with transaction():
        hooks = [each.id for each in db.session.scalars(queries.due_hooks(at)) if each.listens == listeners]
        found = db.session.scalars(queries.due_whole(at, hooks, alone=listeners)).all()
        ended = queries.ended_links([each.key for each in found], at)
        for each in found:
            useless = "link-ended" if each.key in ended else _useless(each, at)
            if useless:
                each.target, each.subject, each.body = "", "", ""
                _give_up(each, useless, at)
            else:
                each.held_until = at + LEASE
                taken.append((each.id, f"{each.channel}:{each.hook_id or ''}", ways.letter_of(each)))
    return taken


def _useless(one: Delivery, at: datetime) -> str:
    if one.void_after is not None and one.void_after <= at:
        return "too-late"
    if one.hook is not None and one.hook.ended_at is not None:
        return "hook-ended"
    if one.person is not None and one.person.closed_at is not None:
        return "account-closed"
    return ""


def _held(key: str, lease: datetime) -> Delivery | None:
    """Return a letter that is still this process's own: one whose lease ran out may be in other hands."""
    one = db.session.get(Delivery, key, with_for_update=True)
    return one if one is not None and one.state == "waiting" and one.held_until == lease else None


def _mark_sent(key: str, lease: datetime, begun: datetime) -> int:
    with transaction():
        one = _held(key, lease)
        if one is None:
            return 0
        one.failure, one.held_until = "", None
        # Where to and what is nobody's business any more once it is there.
        one.target, one.subject, one.body = "", "", ""
        at = now()
        one.status, one.took_ms = None, _ms(begun, at)
        move(SYSTEM, one, "send", at=at)
        return 1


def _put_back(key: str, lease: datetime) -> None:
    with transaction():
        one = _held(key, lease)
        if one is not None:
            one.due_at, one.held_until = now() + DOWN, None


def _ms(begun: datetime, at: datetime) -> int:
    return int((at - begun).total_seconds() * 1000)


def _fail(
    key: str, lease: datetime, said: str, *, final: bool, begun: datetime, status: int | None = None
) -> None:
    with transaction():
        one = _held(key, lease)
        if one is None:
            return
        at = now()
        one.tries, one.failure, one.held_until = one.tries + 1, said[:300], None
        one.status, one.took_ms = status, _ms(begun, at)
        waits = HOOK_BACKOFF if one.channel == WEBHOOK else BACKOFF
        again = None if final else next_try(one.tries, at, waits)
        if again is None:
            _give_up(one, said, at)
        else:
            one.due_at = again


def _give_up(one: Delivery, said: str, at: datetime) -> None:
    one.failure, one.held_until = said[:300], None
    log.warning("letter given up", delivery=one.id, channel=one.channel, tries=one.tries, error=one.failure)
    move(SYSTEM, one, "give-up", at=at)


def move(actor: Actor, one: Delivery, name: str, *, at: datetime) -> Delivery:
    """Take a move of a letter; one that is tried again begins anew, at once."""
    if name == "try-again":
        one.tries, one.due_at, one.held_until = 0, at, None
    number = one.about.partition(" ")[2]
    data = {"channel": one.channel, "number": number, "tries": one.tries}
    journal.move(actor, one, name, at=at, data=data)
    return one


def forget(at: datetime) -> int:
    """Take away letters that have stood sent or given up long enough, and files of those kept instead of sent."""
    gone = db.session.execute(queries.over(at - KEEP))
    ways.sweep(at - KEEP)
    return int(getattr(gone, "rowcount", 0))


def take_back(about: str, *, at: datetime) -> None:
    """Give up what still waits about something whose address and text were taken away; it is cleared."""
    for one in db.session.scalars(queries.waiting_about(about)).all():
        one.target, one.subject, one.body = "", "", ""
        _give_up(one, "nothing-left", at)


def _said(wrong: OSError) -> str:
    """Return what went wrong, without where to: an address may be somebody's."""
    if isinstance(wrong, Unreachable):
        return str(wrong)
    return f"{type(wrong).__name__}: {wrong.strerror or ''}".rstrip(": ")
