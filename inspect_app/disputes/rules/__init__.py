"""What the law and the platform say of disputes: their lives, their clocks, and the other ways."""
