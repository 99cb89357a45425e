"""What can go wrong with domains."""

from penguinmails.infrastructure.errors import InfrastructureError


class DomainInvalid(InfrastructureError):
    """{raw} is no domain that mail can come from: {reason}."""

    code, status = "domain_invalid", 422
    hint = "Write it like example.com."


class DomainTaken(InfrastructureError):
    """The tenant has the domain {domain} already."""

    code, status = "domain_taken", 409
    hint = "A domain belongs to one company of a tenant: use that one, or delete it there first."


class DomainUnknown(InfrastructureError):
    """There is no domain {domain}."""

    code, status = "domain_unknown", 404
    hint = "See `penguinmails domain list` for those there are."


class DomainInUse(InfrastructureError):
    """{count} mailboxes send from {domain}."""

    code, status = "domain_in_use", 409
    hint = "Delete those mailboxes first, or keep the domain."
