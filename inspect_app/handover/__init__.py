"""Handover: the asset register, packages decided asset by asset, deeds, and who has charge from then on."""
