"""The pages of acceptance: a project's desk, its papers, the certificates and their public check."""

from inspect_app.acceptance.pages import certificates, papers
from inspect_app.acceptance.pages.desk import bp

__all__ = ["bp", "certificates", "papers"]
