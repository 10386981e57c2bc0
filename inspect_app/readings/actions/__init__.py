"""The acts of this room: readings in, alarms judged, devices, limits and dead letters kept."""

from typing import TYPE_CHECKING

from inspect_app.core.later import names_later
from inspect_app.readings.actions.activities import judge_activity, move_activity, start_activity
from inspect_app.readings.actions.alarms import acknowledge
from inspect_app.readings.actions.bulk import (
    Brought,
    checked,
    claim_device,
    import_devices,
    registering,
)
from inspect_app.readings.actions.devices import (
    register_device,
    rotate_device,
    tablet_seen,
    tell_heard,
    tell_presence,
    tell_silent,
)
from inspect_app.readings.actions.doubting import look_for_doubts, look_under
from inspect_app.readings.actions.gathering import REFUSALS, Gathering, Refused, Sample
from inspect_app.readings.actions.imports import Imported, import_csv
from inspect_app.readings.actions.letters import keep_dead_letter, move_letter, take_up
from inspect_app.readings.actions.locking import Outdated
from inspect_app.readings.actions.nodes import (
    came_or_went,
    edge_node,
    hold_lease,
    holds_lease,
    keep_session,
)
from inspect_app.readings.actions.placing import (
    calibrate,
    move_device,
    move_placement,
    plan_placement,
    tell_overdue,
)
from inspect_app.readings.actions.profiles import choose_profile, end_profile, set_profile
from inspect_app.readings.actions.recording import Recorded, gather, gather_closely, keep_gathered, record
from inspect_app.readings.actions.registry import forget, lines_of, own_bounds, profile_in_force
from inspect_app.readings.actions.righting import move_correction, recount_hour
from inspect_app.readings.actions.rolls import roll_minutes
from inspect_app.readings.actions.series import stretch_of
from inspect_app.readings.actions.silence import tell_silences
from inspect_app.readings.actions.suspecting import confirm_alarm, look_at_device
from inspect_app.readings.actions.tablets import enrol_tablet
from inspect_app.readings.actions.telling import curve, events

if TYPE_CHECKING:
    from inspect_app.readings.actions.answering import (
        arrange_its_inspection,
        raise_its_defect,
        remind_of_alarms,
        stand_down,
        stops_of,
    )
    from inspect_app.readings.actions.limits import end_limit, set_limit
    from inspect_app.readings.actions.provisioning import end_key, make_key, provision
    from inspect_app.readings.actions.retracting import retract
    from inspect_app.readings.actions.trying import try_limit_on

# What asks other rooms than those that readings arrive in: the intake seldom or never does.
__getattr__ = names_later(
    __name__,
    {
        "answering": (
            "arrange_its_inspection",
            "raise_its_defect",
            "remind_of_alarms",
            "stand_down",
            "stops_of",
        ),
        "limits": ("end_limit", "set_limit"),
        "provisioning": ("end_key", "make_key", "provision"),
        "retracting": ("retract",),
        "trying": ("try_limit_on",),
    },
)

__all__ = [
    "REFUSALS",
    "Brought",
    "Gathering",
    "Imported",
    "Outdated",
    "Recorded",
    "Refused",
    "Sample",
    "acknowledge",
    "arrange_its_inspection",
    "calibrate",
    "came_or_went",
    "checked",
    "choose_profile",
    "claim_device",
    "confirm_alarm",
    "curve",
    "edge_node",
    "end_key",
    "end_limit",
    "end_profile",
    "enrol_tablet",
    "events",
    "forget",
    "gather",
    "gather_closely",
    "hold_lease",
    "holds_lease",
    "import_csv",
    "import_devices",
    "judge_activity",
    "keep_dead_letter",
    "keep_gathered",
    "keep_session",
    "lines_of",
    "look_at_device",
    "look_for_doubts",
    "look_under",
    "make_key",
    "move_activity",
    "move_correction",
    "move_device",
    "move_letter",
    "move_placement",
    "own_bounds",
    "plan_placement",
    "profile_in_force",
    "provision",
    "raise_its_defect",
    "record",
    "recount_hour",
    "register_device",
    "registering",
    "remind_of_alarms",
    "retract",
    "roll_minutes",
    "rotate_device",
    "set_limit",
    "set_profile",
    "stand_down",
    "start_activity",
    "stops_of",
    "stretch_of",
    "tablet_seen",
    "take_up",
    "tell_heard",
    "tell_overdue",
    "tell_presence",
    "tell_silences",
    "tell_silent",
    "try_limit_on",
]
