"""How the agreement of two inspections is written out."""

from marshmallow import fields

from inspect_app.core.fields import Schema


class AgreementOut(Schema):
    """Pairs compared, those the same, the shares (0 to 1) and Cohen's kappa; null where they are not defined."""

    n = fields.Integer()
    same = fields.Integer()
    observed = fields.Float(allow_none=True)
    expected = fields.Float(allow_none=True)
    kappa = fields.Float(allow_none=True)
    weak = fields.Boolean()


class AgreementRow(Schema):
    """The agreement under a name."""

    zh = fields.Function(lambda row: row.name[0], metadata={"type": "string"})
    en = fields.Function(lambda row: row.name[1], metadata={"type": "string"})
    found = fields.Nested(AgreementOut)


class ReportOut(Schema):
    """Agreement of blind second visits; people stand by name, in no order of rank."""

    whole = fields.Nested(AgreementOut)
    items = fields.List(fields.Nested(AgreementRow))
    people = fields.List(fields.Nested(AgreementRow))
    months = fields.List(fields.Nested(AgreementRow))
    visits = fields.Integer()
    waiting = fields.Integer()
    drawn = fields.Integer()
