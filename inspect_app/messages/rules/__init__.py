"""What is told to whom, by which way and when; how it is signed; how often a failed sending is tried."""
