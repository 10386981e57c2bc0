"""Tables of defects."""

from inspect_app.defects.models.defects import Defect

__all__ = ["Defect"]
