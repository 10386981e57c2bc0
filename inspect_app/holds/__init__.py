"""Hold points: concealed works that are not covered before the named signatures."""
