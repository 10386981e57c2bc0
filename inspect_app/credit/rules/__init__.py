"""What counts for credit, how much and how long, and how a score is made of it."""
