"""Completion acceptance: what must be in hand, the five parties' signatures, and the certificate."""
