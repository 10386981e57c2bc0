"""Tables of inspections."""

from inspect_app.inspections.models.dangerous import DangerousPaper, DangerousWork
from inspect_app.inspections.models.dangers import Danger
from inspect_app.inspections.models.doubles import Double, DoubleDraw
from inspect_app.inspections.models.draws import Draw, Seal, Seat, UnitDraw
from inspect_app.inspections.models.fill_logs import FillLog
from inspect_app.inspections.models.form_files import FormFile
from inspect_app.inspections.models.inspectors import InspectorCard, Recusal
from inspect_app.inspections.models.photos import PhotoPrint, PhotoRepeat, PhotoUse
from inspect_app.inspections.models.plans import PLAN_PEOPLE, Closure, Plan
from inspect_app.inspections.models.twins import Twin
from inspect_app.inspections.models.visits import Answer, Submission, Visit, VisitPerson

__all__ = [
    "PLAN_PEOPLE", "Answer", "Closure", "Danger", "DangerousPaper", "DangerousWork", "Double", "DoubleDraw", "Draw", "FillLog", "FormFile",
    "InspectorCard", "PhotoPrint", "PhotoRepeat", "PhotoUse", "Plan", "Recusal", "Seal", "Seat", "Submission",
    "Twin", "UnitDraw", "Visit", "VisitPerson",
]  # fmt: skip
