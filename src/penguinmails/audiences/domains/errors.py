"""What can go wrong with asking the DNS."""

from penguinmails.audiences.errors import AudiencesError


class DnsServersInvalid(AudiencesError):
    """{value} is no list of DNS servers."""

    code, status = "dns_servers_invalid", 500
    hint = "Set PENGUINMAILS_DNS_SERVERS to addresses like 9.9.9.9,192.0.2.1:5353,[2001:db8::1]:53."


class DnsUnreachable(AudiencesError):
    """No DNS server answers: {reason}."""

    code, status, transient = "dns_unreachable", 503, True
    hint = "Look at the network and at /etc/resolv.conf, or name other servers in PENGUINMAILS_DNS_SERVERS."
