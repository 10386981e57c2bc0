"""The made-up boxes of the demonstration's site: they behave, and stay within every limit."""

from devices.simulator.told import Box

BOXES = tuple(
    Box(f"{kind}-01", kind)
    for kind in ("noise", "crane", "hoist", "cradle", "scaffold", "pipe", "gas", "power")
)
