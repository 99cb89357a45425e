"""What can go wrong with a mailbox that is read."""

from penguinmails.kernel.errors import PenguinError


class ImapUnreachable(PenguinError):
    """The IMAP server {server} cannot be spoken to: {reason}."""

    code, status, transient = "imap_unreachable", 502, True
    hint = "Check the host, the port and the security; 993 wants tls, 143 starttls."


class ImapLoginRefused(PenguinError):
    """The IMAP server {server} does not take the login: {reply}"""

    code, status = "imap_login", 502
    hint = "Check the user and the password; many providers want an app password, or IMAP switched on first."


class ImapRefused(PenguinError):
    """The IMAP server {server} refused {command}: {reply}"""

    code, status = "imap_refused", 502
    hint = (
        "The answer is the server's own. Name its folders in the mailbox's settings as they are called there."
    )


class ImapNonsense(PenguinError):
    """The IMAP server {server} does not keep to its protocol: {reason}."""

    code, status, transient = "imap_nonsense", 502, True
    hint = "Something other than an IMAP server may be listening there."
