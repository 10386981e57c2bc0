"""Tables of defects."""

from inspect_app.defects.models.defects import Defect, Link, Request

__all__ = ["Defect", "Link", "Request"]
