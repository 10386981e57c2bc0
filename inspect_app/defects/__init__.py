"""Defects: what was found wrong, who must put it right by when, and who confirmed that it is."""
