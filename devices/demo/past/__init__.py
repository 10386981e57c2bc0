"""What happened before the demonstration begins: acts of earlier days, done with the day they would have had."""
