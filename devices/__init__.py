"""The edge: bytes from machines in, plain values out."""
