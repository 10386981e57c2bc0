"""What leaves a project's archive: the sealed bundle of its evidence, and the folders handed over as one ZIP."""

from inspect_app.archive.actions.bundling import write_bundle
from inspect_app.archive.actions.packing import LINES, hand_over, judged, packed

__all__ = ["LINES", "hand_over", "judged", "packed", "write_bundle"]
