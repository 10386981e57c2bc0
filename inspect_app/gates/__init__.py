"""Gates: what must be there before a project goes a step on, and who let it pass all the same."""
