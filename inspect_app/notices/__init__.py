"""Official notices: rectification, partial stop, stop and resume; what a standing stop names is blocked."""
