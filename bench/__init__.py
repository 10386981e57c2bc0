"""How fast the project is, beside the bare limits of what it stands on, measured in the same run."""
