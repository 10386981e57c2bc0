"""Identity: who is who, at which party, with which role, and how they prove it."""
