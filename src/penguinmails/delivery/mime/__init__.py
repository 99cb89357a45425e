"""Building messages: from a `Letter` to the bytes that go over the wire, before they are signed.

    message = compose(Letter(message_id=…, date=…, from_email=…, to_email=…, subject=…, html=…, text=…))

The same letter gives the same bytes, always: the boundary comes from the message id, and nothing asks for the
time or for chance. Lines end in CRLF and are never longer than 998 octets; everything is ASCII unless the
letter asks for SMTPUTF8.

No field can make a second header. What people wrote (subject, names, file names) is cleaned, since a stray
line break in a lead's name must not cost the lead its mail; what programs wrote (addresses, links, ids,
added headers) is refused, since mended it would be another address. Ids of others, which a reply refers to,
are left out when they cannot be written: a thread is worth less than the answer.

`headers` writes lines, `addresses` checks addresses, `quoted_printable` encodes bodies, `composing` puts it
together.
"""

from penguinmails.delivery.mime.addresses import header_address
from penguinmails.delivery.mime.composing import Built, build, compose
from penguinmails.delivery.mime.errors import HeaderRefused
from penguinmails.delivery.mime.model import Attachment, Letter

__all__ = ["Attachment", "Built", "HeaderRefused", "Letter", "build", "compose", "header_address"]
