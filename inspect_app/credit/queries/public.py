"""What anybody may read of credit on a day: what is published and not over, and who is on the blacklist."""

from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.credit.queries.scope import FIRMS
from inspect_app.credit.rules import blacklist
from inspect_app.credit.rules.life import COUNTS
from inspect_app.identity.models import Party


def published(on: date, named: str = "") -> Select[CreditEntry]:
    """Return the entries published on a day, newest first, of firms whose name holds a word."""
    stmt = select(CreditEntry).join(CreditEntry.party).options(joinedload(CreditEntry.party))
    out = CreditEntry.published_on <= on, CreditEntry.public_until >= on, CreditEntry.state.in_(COUNTS)
    stmt = stmt.where(*out, Party.kind.in_(FIRMS))
    if named:
        stmt = stmt.where(Party.name.contains(named, autoescape=True))
    return stmt.order_by(CreditEntry.published_on.desc(), CreditEntry.id.desc())


def blacklisted(on: date, named: str = "") -> Select[Blacklisting]:
    """Return who is on the blacklist on a day, the newest first."""
    stmt = select(Blacklisting).join(Blacklisting.party).options(joinedload(Blacklisting.party))
    stmt = stmt.where(Blacklisting.state.in_(blacklist.ON), Blacklisting.until >= on)
    if named:
        stmt = stmt.where(Party.name.contains(named, autoescape=True))
    return stmt.order_by(Blacklisting.listed_at.desc(), Blacklisting.id.desc())
