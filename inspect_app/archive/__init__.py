"""The archive of a project: all its evidence in one file that checks itself."""
