"""Gateways: what devices of other languages say is kept on disk here, and goes on to the platform in order."""
