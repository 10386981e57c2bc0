"""How defects are written in and out."""

from inspect_app.defects.schemas.lists import FilterIn, ListIn
from inspect_app.defects.schemas.raising import RaiseForm, RaiseIn, RaiseInProject
from inspect_app.defects.schemas.tables import DEFECTS
from inspect_app.defects.schemas.tickets import DefectOut, DefectPage, DefectWhole, RequestOut, late

__all__ = [
    "DEFECTS", "DefectOut", "DefectPage", "DefectWhole", "FilterIn", "ListIn", "RaiseForm", "RaiseIn", "RaiseInProject",
    "RequestOut", "late",
]  # fmt: skip
