"""To which message of ours a mail belongs. Nothing here commits.

What a mail says of itself is a claim. Only two things in it can tie a bounce or a complaint to a message: the
token of the bounce address it was sent to (or of the one that the report encloses), and a Message-ID, which
nobody knows who has not had the message. The To header ties nothing to nobody.
"""

from collections.abc import Sequence
from datetime import timedelta

from penguinmails.audiences import read_address
from penguinmails.delivery.inbound import store
from penguinmails.delivery.inbound.classifying import Bounced, MailKind
from penguinmails.delivery.inbound.model import (
    Match,
    MatchedBy,
    Outgoing,
    Source,
    Understood,
    Unmatched,
)
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.errors import PenguinError

NEEDS_MESSAGE = frozenset({MailKind.REPLY, MailKind.AUTO_REPLY, MailKind.BOUNCE, MailKind.COMPLAINT})
"""Kinds that are about a message of ours; one that finds none is an open question."""
_ANSWERS = frozenset({MailKind.REPLY, MailKind.AUTO_REPLY})


async def match(tx: Tx, source: Source, mail: Understood, guess: timedelta) -> Match:
    """The message a mail belongs to, or why to none.

    A bounce must speak of the address that we wrote to; one that names no address at all is believed where
    the token or the Message-ID is right. A reply that names no message is taken for one to what the mailbox
    last wrote to its sender within `guess` (`MatchedBy.ADDRESS`).
    """
    message, by = await _find(tx, source, mail)
    if message is None and mail.kind in _ANSWERS:
        message, by = await _guess(tx, source, mail, guess), MatchedBy.ADDRESS
    if message is None:
        return Match(unmatched=_why(source, mail))
    if mail.kind is not MailKind.BOUNCE:
        return Match(message, by)
    bounces = _about(message, mail)
    if not bounces:
        return Match(unmatched=Unmatched.NO_ADDRESS)
    return Match(message, by, bounces)


async def _find(tx: Tx, source: Source, mail: Understood) -> tuple[Outgoing | None, MatchedBy | None]:
    if source.message_id is not None:
        message = await store.find_outgoing(tx, source.message_id)
        return message, MatchedBy.TOKEN
    for message in await store.outgoing_by_token(tx, mail.tokens):
        if _may_be_about(source, message):
            return message, MatchedBy.TOKEN
    names = _names(mail)
    candidates = [
        message for message in await store.outgoing_named(tx, names) if _may_be_about(source, message)
    ]
    for name in names:
        for message in candidates:
            if name in (message.rfc_message_id, message.provider_message_id):
                return message, MatchedBy.MESSAGE_ID
    return None, None


def _names(mail: Understood) -> Sequence[str]:
    """Message-IDs by which a mail names ours, the nearest first."""
    answered = [mail.in_reply_to] if mail.in_reply_to else []
    return list(dict.fromkeys([*mail.named, *answered, *reversed(mail.references)]))


def _may_be_about(source: Source, message: Outgoing) -> bool:
    # A company's mailbox says nothing of another company's mail.
    return source.company_id is None or message.company_id == source.company_id


async def _guess(tx: Tx, source: Source, mail: Understood, guess: timedelta) -> Outgoing | None:
    if source.mailbox_id is None or mail.from_email is None or not guess:
        return None
    since = ids.uuid7_floor(source.received - guess)
    return await store.outgoing_to(tx, source.mailbox_id, mail.from_email, since)


def _why(source: Source, mail: Understood) -> Unmatched | None:
    if mail.kind not in NEEDS_MESSAGE:
        return None
    if mail.kind is MailKind.REPLY and source.message_id is None and not _names(mail):
        return None  # somebody writes by themselves
    return Unmatched.NO_MESSAGE if source.message_id is None else Unmatched.BAD_TOKEN


def _about(message: Outgoing, mail: Understood) -> tuple[Bounced, ...]:
    """What the report says of the message's recipient."""
    if _same(mail.original_recipient, message.to_email):
        # RFC 3464 §2.3.1: what it was before it was forwarded or rewritten.
        return mail.bounces[:1]
    named = [bounce for bounce in mail.bounces if bounce.address]
    if not named:
        return mail.bounces[:1]
    return tuple(bounce for bounce in named if _same(bounce.address, message.to_email))[:1]


def _same(told: str | None, ours: str | None) -> bool:
    if told is None or ours is None:
        return False
    try:
        return read_address(told) == ours
    except PenguinError:
        return told.strip().lower() == ours
