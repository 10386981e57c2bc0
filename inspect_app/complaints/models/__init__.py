"""The tables of complaints."""

from inspect_app.complaints.models import counted as counted
from inspect_app.complaints.models.complaint import Complaint
from inspect_app.complaints.models.handling import Pause, Survey, Transfer
from inspect_app.complaints.models.neighbours import Cluster, Supporter
from inspect_app.complaints.models.redaction import Redaction

__all__ = ["Cluster", "Complaint", "Pause", "Redaction", "Supporter", "Survey", "Transfer"]
