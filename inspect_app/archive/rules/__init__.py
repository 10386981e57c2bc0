"""How a bundle is laid out and checked: plain bytes, no database, nothing but Python's own library."""
