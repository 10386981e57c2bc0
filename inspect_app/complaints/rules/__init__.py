"""What a complaint may be about, who answers for it, by when, how it is followed, and its life."""
