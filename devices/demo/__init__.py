"""The demonstration: a made-up community, its people and devices, and a site that behaves."""
