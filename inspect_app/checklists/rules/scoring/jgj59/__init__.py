"""JGJ 59-2011, the safety inspection of building sites: its tables as data, and their score with its working."""

from inspect_app.checklists.rules.scoring.jgj59.counting import TableScore, item_score, table_score
from inspect_app.checklists.rules.scoring.jgj59.summing import BOUNDS, grade_of, summarise
from inspect_app.checklists.rules.scoring.jgj59.table import STANDARD, STATUSES, Item, Table
from inspect_app.checklists.rules.scoring.jgj59.tables import SUMMARY, TABLES

__all__ = [
    "BOUNDS", "STANDARD", "STATUSES", "SUMMARY", "TABLES", "Item", "Table", "TableScore", "grade_of", "item_score",
    "summarise", "table_score",
]  # fmt: skip
