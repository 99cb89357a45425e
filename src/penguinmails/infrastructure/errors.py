"""What can go wrong with what mail leaves by. Every code is stable; sub-packages add their own."""

from penguinmails.kernel.errors import PenguinError


class InfrastructureError(PenguinError):
    """Something about domains or mailboxes went wrong."""

    code = "infrastructure_error"


class HostInvalid(InfrastructureError):
    """{host} is no host name: {reason}."""

    code, status = "mail_host_invalid", 422
    hint = "Give the name of the server as its provider writes it, like smtp.example.com."


class HostUnknown(InfrastructureError):
    """The name {host} leads to no address: {reason}."""

    code, status, transient = "mail_host_unknown", 422, True
    hint = "Compare the name with what the provider writes; if it is right, look at this machine's DNS."


class HostOutside(InfrastructureError):
    """{host} is {address}, on the public Internet, where what is sent must be encrypted and verified."""

    code, status = "mail_host_outside", 422
    hint = "Set its security to tls or starttls, and have its certificate verified."


class HostPrivate(InfrastructureError):
    """{host} is {address}, which is inside a private network."""

    code, status = "mail_host_private", 422
    hint = (
        "Name a server of the public Internet; an operator may allow a network by "
        "PENGUINMAILS_MAIL_NETWORKS=127.0.0.0/8,10.1.0.0/16."
    )
