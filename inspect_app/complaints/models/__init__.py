"""The tables of complaints."""

from inspect_app.complaints.models.complaint import Complaint
from inspect_app.complaints.models.handling import Pause, Survey, Transfer
from inspect_app.complaints.models.neighbours import Cluster, Supporter

__all__ = ["Cluster", "Complaint", "Pause", "Supporter", "Survey", "Transfer"]
