"""How we speak TLS to mail servers."""

import ssl


def tls_context(*, verify: bool) -> ssl.SSLContext:
    """Trusts what this machine trusts, and checks the name; neither where a server is not verified."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
