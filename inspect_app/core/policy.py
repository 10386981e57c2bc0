"""What a page may load and speak to: the content security policy of every reply."""

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def with_broker(address: str) -> str:
    """Return the policy of the tablet's app, which may also speak to the broker at this ws:// address."""
    return f"{CSP}; connect-src 'self' {address}".rstrip()
