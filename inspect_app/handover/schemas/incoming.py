"""What comes in: assets, papers, invitations, packages, decisions."""

from marshmallow import fields, validate

from inspect_app.core.fields import Day, Photos, Schema, Text
from inspect_app.handover.queries import STATES, WHERE
from inspect_app.handover.rules import DECISIONS, KINDS, PAPERS, PROPERTY_PAPERS, TRADES

_ID, _KEY = validate.Length(1, 36), validate.Length(0, 36)
_TRADE = validate.OneOf(list(TRADES))
_PAPER = validate.OneOf([*PAPERS, *PROPERTY_PAPERS])


class AssetFilterIn(Schema):
    """Which assets; `where` says with whom they are, `number` is a number or a part of a name."""

    project_id = fields.String(load_default="", validate=_KEY)
    trade = fields.String(load_default="", validate=validate.OneOf(["", *TRADES]))
    where = fields.String(load_default="all", validate=validate.OneOf(WHERE))
    number = fields.String(load_default="", validate=validate.Length(0, 80))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class AssetsIn(Schema):
    """Elements to enter assets at: of one kind, or (kind "") drafted by the kinds of the elements, all without any."""

    kind = fields.String(load_default="", validate=validate.OneOf(["", *KINDS]))
    element_ids = fields.List(
        fields.String(validate=_KEY), load_default=list, validate=validate.Length(0, 500)
    )


class AssetForm(Schema):
    """What the register says of an asset; `photos` are added to those there are."""

    name = Text(required=True, most=120)
    spec = Text(load_default="", most=200)
    amount = Text(load_default="", most=60)
    spot = Text(load_default="", most=200)
    boundary = Text(required=True, most=200)
    photos = Photos(load_default=list)


class PaperForm(Schema):
    """A paper from a form; its file, where there is one, comes beside it."""

    kind = fields.String(required=True, validate=_PAPER)
    asset_id = fields.String(load_default="", validate=_KEY)
    title = Text(load_default="", most=200)
    result = Text(load_default="", most=200)
    dated_on = Day(required=True)
    note = Text(load_default="", most=2000)


class PaperIn(PaperForm):
    """A paper of an asset, or (without one) of 物业管理条例 art. 29, with the file received before."""

    sha256 = fields.String(load_default=None, allow_none=True, validate=validate.Length(64, 64))


class ReasonIn(Schema):
    """Why something is taken back."""

    reason = Text(required=True, most=200)


class InviteIn(Schema):
    """Who was invited for which trade, and on which day."""

    party_id = fields.String(required=True, validate=_ID)
    trade = fields.String(required=True, validate=_TRADE)
    invited_on = Day(required=True)
    note = Text(load_default="", most=200)


class BeginIn(Schema):
    """A package of one trade for a party; without assets, of all that are still the owner's."""

    party_id = fields.String(required=True, validate=_ID)
    trade = fields.String(required=True, validate=_TRADE)
    asset_ids = fields.List(fields.String(validate=_KEY), load_default=list, validate=validate.Length(0, 300))


class PackageFilterIn(Schema):
    """Which packages."""

    project_id = fields.String(load_default="", validate=_KEY)
    state = fields.String(load_default="all", validate=validate.OneOf(STATES))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000))


class DecideIn(Schema):
    """A decision on one asset; `words` and `due_on` (YYYY-MM-DD) are its conditions, pair by pair."""

    decision = fields.String(required=True, validate=validate.OneOf(list(DECISIONS)))
    clause = Text(load_default="", most=200)
    reason = Text(load_default="", most=2000)
    words = fields.List(
        fields.String(validate=validate.Length(0, 200)), load_default=list, validate=validate.Length(0, 20)
    )
    due_on = fields.List(
        fields.String(validate=validate.Length(0, 10)), load_default=list, validate=validate.Length(0, 20)
    )
    photos = Photos(load_default=list)


class ReversionForm(Schema):
    """A reversion from a form: which assets (none: all the taker still has), why, by which paper; its file beside it."""

    asset_ids = fields.List(fields.String(validate=_KEY), load_default=list, validate=validate.Length(0, 300))
    reason = Text(required=True, most=2000)
    document = Text(required=True, most=200)


class ReversionIn(ReversionForm):
    """A reversion, with the file of its paper received before."""

    sha256 = fields.String(load_default=None, allow_none=True, validate=validate.Length(64, 64))


class MeetIn(Schema):
    """That a condition was met, with a note."""

    note = Text(load_default="", most=200)
