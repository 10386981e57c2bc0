"""What a dossier holds, chapter by chapter, and how utilities' works and audit findings go on."""
