"""The dossier of a community: what the notice's annex asks a project of the reserve pool to have on file."""
