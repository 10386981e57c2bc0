"""How messages, choices, webhooks and numbers go in and out."""

import re
from typing import Any
from urllib.parse import urlsplit

from marshmallow import ValidationError, fields, validate

from inspect_app.core.fields import PageIn, Schema, Text
from inspect_app.core.listening import MQTT
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.messages.models import Delivery
from inspect_app.messages.queries.outbox import STATES
from inspect_app.messages.rules import phones
from inspect_app.messages.rules.events import EVENTS, HOOK_TOPICS, TOPICS
from inspect_app.messages.rules.life import ABOUT, ALL_CHANNELS, CHANNELS, DELIVERY, USELESS

_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\.]+(\.[^@\s<>,;:\"()\[\]\\.]+)+")
#: "defect:email" and so on: a box of the table of choices
WAYS = tuple(f"{topic}:{channel}" for topic in TOPICS for channel in CHANNELS)


def said_about(one: Delivery) -> tuple[str, str]:
    """Return in both languages what a letter is on: the act or the kind of letter, and its number."""
    key, _, number = one.about.partition(" ")
    event = EVENTS.get(key)
    zh, en = (event.zh, event.en) if event else ABOUT.get(key, (key, key))
    return f"{zh} {number}".strip(), f"{en} {number}".strip()


def _to(one: Delivery) -> str:
    return one.hook.name if one.hook else one.person.name if one.person else ""


INBOX = Table("messages", "消息", "Messages", (
    Column("时间", "At", "at"), Column("内容", "What happened", worded("verb", EVENTS)), Column("标题", "Title", "title"),
    Column("项目", "Project", "place"), Column("已读时间", "Read at", "read_at"),
))  # fmt: skip
OUTBOX = Table("outbox", "发送", "Outbox", (
    Column("时间", "Made at", "made_at"), Column("方式", "Way", worded("channel", ALL_CHANNELS)),
    Column("事由", "About", said_about), Column("对象", "To whom", _to, personal=True),
    Column("状态", "State", lived(DELIVERY)), Column("已试次数", "Tries", "tries"),
    Column("原因", "Reason", worded("failure", USELESS)), Column("用时（毫秒）", "Took (ms)", "took_ms"),
    Column("下次", "Next", "due_at"), Column("发出", "Sent at", "sent_at"),
))  # fmt: skip


class Email(Text):
    """An e-mail address, or nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and not (text.isascii() and _EMAIL.fullmatch(text)):
            raise ValidationError(
                [("邮箱格式不对，如 name@example.com", "no e-mail address, e.g. name@example.com")]
            )
        return text


class Mobile(Text):
    """A mobile number as eleven digits, or nothing."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        number = phones.normal(text)
        if text and not number:
            raise ValidationError([("应为 11 位手机号", "must be a mobile number of 11 digits")])
        return number


class Url(Text):
    """An address a webhook is posted to, or the word for one that is read from the broker."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text == MQTT:
            return text
        try:
            parts = urlsplit(text)
            sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            sound = False
        if not sound or not text.isascii() or any(c.isspace() for c in text):
            raise ValidationError(
                [
                    (
                        "应为 http(s):// 开头的网址，或 mqtt:",
                        "must be an address that begins with http(s)://, or mqtt:",
                    )
                ]
            )
        return text


class InboxIn(PageIn):
    """Which messages."""

    unread = fields.Boolean(load_default=False)
    topic = fields.String(load_default="", validate=validate.OneOf(["", *TOPICS]))


class MessageOut(Schema):
    """A message: what happened to which thing, and the page that shows it."""

    id = fields.String()
    topic = fields.String(validate=validate.OneOf(list(TOPICS)))
    verb = fields.String()
    zh = fields.Function(lambda one: EVENTS[one.verb].zh, metadata={"type": "string"})
    en = fields.Function(lambda one: EVENTS[one.verb].en, metadata={"type": "string"})
    title = fields.String()
    place = fields.String()
    url = fields.String()
    urgent = fields.Boolean()
    at = fields.AwareDateTime()
    read_at = fields.AwareDateTime(allow_none=True)


class MessagePage(Schema):
    """A page of messages, and how many are unread."""

    rows = fields.List(fields.Nested(MessageOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
    unread = fields.Integer()


class CountOut(Schema):
    """How many were marked."""

    count = fields.Integer()


class ChoicesIn(Schema):
    """What a person chooses."""

    email = Email(most=120, load_default="")
    phone = Mobile(most=40, load_default="")
    wechat = Text(most=64, load_default="")
    language = fields.String(load_default="zh", validate=validate.OneOf(["zh", "en"]))
    quiet_from = fields.Time(format="%H:%M", required=True)
    quiet_until = fields.Time(format="%H:%M", required=True)
    ways = fields.List(fields.String(validate=validate.OneOf(WAYS)), load_default=list)


class HookIn(Schema):
    """A webhook to set up."""

    name = Text(required=True, most=80)
    url = Url(required=True, most=300)
    topics = fields.List(
        fields.String(validate=validate.OneOf(list(HOOK_TOPICS))),
        required=True,
        validate=validate.Length(min=1),
    )
    project_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=36))


class HookOut(Schema):
    """A webhook, without its secret."""

    id = fields.String()
    name = fields.String()
    url = fields.String()
    #: by which one that is read from the broker logs in there; "" for one that is posted
    username = fields.String()
    topics = fields.List(fields.String(validate=validate.OneOf(list(HOOK_TOPICS))))
    project_id = fields.String(allow_none=True)
    added_at = fields.AwareDateTime()
    added_by = fields.String()
    ended_at = fields.AwareDateTime(allow_none=True)


class HookMade(HookOut):
    """A webhook just set up, with its secret, this once."""

    secret = fields.String()


class OutboxIn(PageIn):
    """Which letters."""

    state = fields.String(load_default="dead", validate=validate.OneOf([*STATES, "all"]))
    channel = fields.String(load_default="", validate=validate.OneOf(["", *ALL_CHANNELS]))


class DeliveryOut(Schema):
    """A letter of the outbox: what about, how far; never where to, nor its text."""

    id = fields.String()
    channel = fields.String(validate=validate.OneOf(list(ALL_CHANNELS)))
    about = fields.String()
    to = fields.Function(_to, metadata={"type": "string"})
    state = fields.String(validate=validate.OneOf([each.name for each in DELIVERY.states]))
    made_at = fields.AwareDateTime()
    due_at = fields.AwareDateTime()
    tries = fields.Integer()
    failure = fields.String()
    status = fields.Integer(allow_none=True)
    took_ms = fields.Integer(allow_none=True)
    sent_at = fields.AwareDateTime(allow_none=True)
    dead_at = fields.AwareDateTime(allow_none=True)


class DeliveryPage(Schema):
    """A page of the outbox."""

    rows = fields.List(fields.Nested(DeliveryOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


class PhoneIn(Schema):
    """A mobile number a code is sent to."""

    phone = Mobile(required=True, most=40)


class CodeIn(Schema):
    """The code that came."""

    code = Text(required=True, most=40)
