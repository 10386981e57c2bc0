"""Messages: who is told of what has happened, by which way, and what was sent and what was not."""
