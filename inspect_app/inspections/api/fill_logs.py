"""How a checklist was filled in, for whoever answers for inspections."""

from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.inspections import queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.schemas.fill_log import FillLogOut


@endpoint(bp, "/submissions/<string:id>/fill-log", permit="fill-log.read", out=FillLogOut, on_thing=True)
def fill_log(actor: Actor, id: str) -> queries.fill_logs.Filled:
    """Show the order, the dwell, the places and the changes after signing, and what may be asked about them."""
    row = find(queries.fill_logs.fill_log(actor, id))
    require(actor, "fill-log.read", row)
    return queries.fill_logs.filled(row)
