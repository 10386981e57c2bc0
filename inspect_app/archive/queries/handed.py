"""What a bundle holds of votes and of the handover: votes that were published, assets, packages, who has charge."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select, union

from inspect_app.handover.models import (
    Asset,
    Condition,
    HandoverPaper,
    Invitation,
    Package,
    PackageItem,
    PackageSignature,
    Reversion,
    ReversionItem,
    ReversionSignature,
)
from inspect_app.projects.models import Charge, Element
from inspect_app.votes.models import Question, Vote
from inspect_app.warranty.models import WarrantyNotice

Tables = list[tuple[Any, ColumnElement[bool]]]
#: kinds of things whose acts belong to it; of a vote the tally goes along, not who voted when
KINDS = ("asset", "package", "reversion", "handover")


def tables(project_id: str) -> Tables:
    """Return each table with which of its rows are the project's, what others point at before them."""

    def of(model: Any) -> Select[str]:
        return select(model.id).where(model.project_id == project_id)

    items = select(PackageItem.id).where(PackageItem.package_id.in_(of(Package)))
    published = (Vote.project_id == project_id) & (Vote.state == "published")
    return [
        (Vote, published), (Question, Question.vote_id.in_(select(Vote.id).where(published))),
        (Invitation, Invitation.project_id == project_id), (Asset, Asset.project_id == project_id),
        (HandoverPaper, HandoverPaper.project_id == project_id), (Package, Package.project_id == project_id),
        (PackageItem, PackageItem.package_id.in_(of(Package))), (Condition, Condition.item_id.in_(items)),
        (PackageSignature, PackageSignature.package_id.in_(of(Package))), (Reversion, Reversion.project_id == project_id),
        (ReversionItem, ReversionItem.reversion_id.in_(of(Reversion))),
        (ReversionSignature, ReversionSignature.reversion_id.in_(of(Reversion))),
        (Charge, Charge.element_id.in_(of(Element))), (WarrantyNotice, WarrantyNotice.project_id == project_id),
    ]  # fmt: skip


def takers(project_id: str) -> Select[Any]:
    """Return the query for the parties that assets were offered to: they need not take part in the works."""
    return select(Package.party_id).where(Package.project_id == project_id)


def papers(project_id: str) -> Select[Any]:
    """Return the query for the files of it: deeds, reversions and what they rest on, papers, notices to residents."""
    files = (
        (Package, Package.pdf_sha256), (Reversion, Reversion.pdf_sha256), (Reversion, Reversion.document_sha256),
        (HandoverPaper, HandoverPaper.sha256), (WarrantyNotice, WarrantyNotice.pdf_sha256),
    )  # fmt: skip
    return select(
        union(
            *(
                select(column).where(model.project_id == project_id, column.is_not(None))
                for model, column in files
            )
        ).subquery()
    )
