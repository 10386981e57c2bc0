"""Readings for people: the blueprint, what every page of the room knows, and the site's curves."""

from typing import Any

from flask import Blueprint, render_template, request

from inspect_app.core import nav
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import register_words, register_workflow
from inspect_app.core.web import find, page, paged
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api import site
from inspect_app.readings.pages.comparing import compared
from inspect_app.readings.rules import DEVICE, DEVICE_KINDS, LETTER, VERBS
from inspect_app.readings.rules.activities import ACTIVITIES, ACTIVITY
from inspect_app.readings.rules.activities import VERBS as ACTIVITY_VERBS
from inspect_app.readings.rules.derived import MEASURES
from inspect_app.readings.rules.grades import GRADES, worst
from inspect_app.readings.rules.grades import REASONS as REASONS_OF_DOUBT
from inspect_app.readings.rules.limits import STAGES
from inspect_app.readings.rules.lives import alarm_state
from inspect_app.readings.rules.placing import CALIBRATION, PLACED, PLACEMENT, PRESENCE
from inspect_app.readings.rules.placing import VERBS as PLACING_VERBS
from inspect_app.readings.rules.provisioning import VERBS as PROVISIONING_VERBS
from inspect_app.readings.rules.quantities import FLAGS, QUANTITIES
from inspect_app.readings.rules.reasons import UNREADABLE
from inspect_app.readings.rules.righting import CORRECTION

bp = Blueprint("readings", __name__)
nav.add("/alarms", "报警", "Alarms", verb="alarm.list", order=30)
nav.add("/dead-letters", "死信", "Dead letters", verb="letter.list", order=90, rare=True)
project_pages.LINKS.append(("/site", "现场监测", "Site readings", "reading.read"))
project_pages.LINKS.append(("/devices", "设备", "Devices", "device.list"))
project_pages.LINKS.append(("/activities", "作业", "Activities", "activity.list"))
project_pages.LINKS.append(("/limits", "限值", "Limits", "limit.list"))
#: why a message became a dead letter: it could not be read, or what it said could not be taken
REASONS = {**actions.REFUSALS, **UNREADABLE}
#: what became of what followed from an alarm that was disproved
SETTLED = {
    "void": ("已作废", "void"),
    "withdrawn": ("已撤销", "withdrawn"),
    "marked": ("待人工核实", "to be looked at"),
}
register_workflow(DEVICE)
register_workflow(LETTER)
register_workflow(PLACEMENT)
register_workflow(CORRECTION)
register_workflow(ACTIVITY)
register_words(
    VERBS | PLACING_VERBS | PROVISIONING_VERBS | ACTIVITY_VERBS,
    details={"peak": ("峰值", "Peak"), "limit": ("限值", "Limit"), "quantity": ("监测量", "Quantity"),
                    "basis": ("依据", "Basis"), "value": ("限值", "Limit"), "size": ("字节", "Bytes"),
                    "ended_by": ("结束", "Ended by"), "place": ("位置", "Place"), "purpose": ("监测目的", "Purpose"),
                    "height": ("离地高度（米）", "Height (m)"), "certificate": ("校准证书", "Certificate"), "body": ("校准机构", "Body"),
                    "valid_until": ("有效期至", "Valid until"), "profile": ("映射配置", "Mapping profile"),
                    "label": ("名称", "Label"), "most": ("最多设备数", "Devices at most"),
                    "good_until": ("有效期至", "Good until"), "again": ("再次申请", "Asked again"),
                    "first": ("此前有效的值", "Counted before"), "counts": ("现在有效的值", "Counts now"), "followed": ("工单", "Ticket"),
                    "stop": ("停工通知书草稿", "Draft of a stop"),
                    "visit": ("专项检查", "Inspection"), "began_at": ("开始时间", "Began at"), "ended_at": ("结束时间", "Ended at"),
                    "began_before": ("此前的开始时间", "Began, as told before"),
                    "ended_before": ("此前的结束时间", "Ended, as told before"), "doubt": ("存疑原因", "In doubt because")},
    values={"ended_by": {"clear": ("数值恢复", "values back to normal"), "gap": ("数据中断", "data stopped")},
            "doubt": {key: (each.zh, each.en) for key, each in REASONS_OF_DOUBT.items()},
            "alarm.followed": SETTLED, "alarm.stop": SETTLED, "alarm.visit": SETTLED,
            "activity.kind": {key: words[:2] for key, words in ACTIVITIES.items()},
            "device.kind": DEVICE_KINDS, "letter.reason": REASONS,
            "quantity": {key: (each.zh, each.en) for key, each in QUANTITIES.items()}},
)  # fmt: skip
BOTH = ("GET", "POST")
RANGES = {24: ("24 小时", "24 h"), 168: ("7 天", "7 days"), 720: ("30 天", "30 days")}
WORDS = {
    "quantities": QUANTITIES, "kinds": DEVICE_KINDS, "device_life": DEVICE, "letter_life": LETTER, "flags": FLAGS,
    "grades": GRADES, "doubt_reasons": REASONS_OF_DOUBT, "worst": worst, "measures": MEASURES, "stages": STAGES,
    "alarm_state": alarm_state, "moment": schemas.moment, "severities": schemas.SEVERITIES, "reasons": REASONS,
    "presences": PRESENCE, "places": PLACED, "calibrated": CALIBRATION, "placement_life": PLACEMENT,
    "correction_life": CORRECTION, "activities": ACTIVITIES,
}  # fmt: skip


@page(bp, "/projects/<string:id>/site", permit="reading.read", on_thing=True, name="site")
def site_page(actor: Actor, id: str) -> Any:
    """Show what a site measures: newest values, curves, alarms."""
    project = site(actor, id)
    hours = asked if (asked := request.args.get("hours", 24, type=int)) in RANGES else 24
    newest = queries.newest(project.id, now())
    alarms = paged(queries.alarms(actor, project.id), size=10)
    shown = compared(newest, request.args.get("compare", ""), hours) | {
        "project": project, "newest": newest, "ranges": RANGES, "hours": hours, "alarms": alarms,
        "missing": [each for each in newest if each.missing],
        "open_alarms": paged(queries.alarms(actor, project.id, "open"), size=1, number=1).total,
        "may_register": may(actor, "device.register", project),
    }  # fmt: skip
    return render_template("readings/site.html", **shown, **WORDS)


def the_project(actor: Actor, id: str) -> Project:
    """Return a project the actor may see, or 404."""
    return find(projects.one(actor, id))
