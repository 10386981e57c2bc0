"""What the law says of owners' votes, how a roll is read, and how ballots are counted."""
