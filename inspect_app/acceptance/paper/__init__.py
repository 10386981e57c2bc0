"""The papers of an acceptance: the certificate, and the owner's report for the filing."""

from inspect_app.acceptance.paper.certificate import EVIDENCE, certificate, record, verify_url
from inspect_app.acceptance.paper.report import GIVEN, report_record, sealed_report

__all__ = ["EVIDENCE", "GIVEN", "certificate", "record", "report_record", "sealed_report", "verify_url"]
