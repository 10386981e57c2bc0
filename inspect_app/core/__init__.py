"""The core: what every room stands on and which knows no room."""
