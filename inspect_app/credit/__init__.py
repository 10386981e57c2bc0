"""Credit of parties: entries from events, a score that can be read line by line."""
