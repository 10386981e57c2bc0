"""Material lots: what came on site, what was tested of it on entry, and where it went."""
