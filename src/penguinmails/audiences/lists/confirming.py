"""Double opt-in: the mail that asks, the page that shows what is asked, and the answer.

Scanners follow every link of a mail (RFC 8058 exists because of it): `inspect_token` is for GET and changes
nothing, `confirm` for the POST of a button that a person pressed.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from penguinmails.audiences.addresses import masked
from penguinmails.audiences.lists import store
from penguinmails.audiences.lists.errors import (
    ConfirmationExpired,
    ConfirmationInvalid,
    ConfirmationListGone,
    ConfirmationOver,
    ConfirmationRefused,
)
from penguinmails.audiences.lists.model import (
    MAILABLE,
    Candidate,
    Confirmation,
    ConsentSource,
    MemberStatus,
    Question,
    Standing,
)
from penguinmails.audiences.lists.screening import Screen
from penguinmails.audiences.lists.settings import ListsSettings
from penguinmails.audiences.lists.tokens import Token
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope, Tx
from penguinmails.kernel.tiers import Tier
from penguinmails.notifications import Letter, Mail, MailSettings, MailType, Written
from penguinmails.tenancy import KeyPurpose, tenant_key

_AGENT_LENGTH: Final = 500


async def inspect_token(databases: Databases, token: str) -> Question:
    """What a link asks. Changes nothing, however often and by whomever it is followed.

    Raises `ConfirmationInvalid`, `ConfirmationExpired`, `ConfirmationOver`, `ConfirmationListGone`,
    `ConfirmationRefused`.
    """
    read = Token.read(token)
    async with databases.tenant(Tier.OLTP, Scope.tenant_wide(read.tenant_id)) as tx:
        standing = await _checked(tx, read)
    return Question(
        standing.list_name,
        standing.list_description,
        _sender(standing),
        masked(standing.email),
        _agreement(standing),
        standing.confirmed,
    )


async def confirm(
    databases: Databases, token: str, *, ip: str | None = None, user_agent: str | None = None
) -> Confirmation:
    """The owner of the address has answered. Commits. Whoever has the token may; nobody has to be signed in.

    Done again it changes nothing and answers the same, but for `now`. The proof (time, words, address of the
    network) is kept as a consent event. Raises as `inspect_token` does.
    """
    read = Token.read(token)
    scope = Scope.tenant_wide(read.tenant_id)
    async with databases.tenant(Tier.OLTP, scope) as tx:
        standing = await _checked(tx, read)
    if standing.confirmed is not None:
        return _confirmation(standing, standing.confirmed, now=False)
    screen = await Screen.of(databases, read.tenant_id)
    lead = Candidate(standing.lead_id, standing.company_id, standing.email, standing.lead_status)
    if await screen.suppressed([lead]):
        raise ConfirmationRefused
    async with databases.tenant(Tier.OLTP, scope) as tx:
        await store.lock_leads(tx, [read.lead_id])
        moment = await store.confirm(tx, read.list_id, read.lead_id, token_hash=read.hash, ip=ip)
        standing = await _checked(tx, read)
        if moment is None:
            if standing.confirmed is None:
                raise ConfirmationOver
            return _confirmation(standing, standing.confirmed, now=False)
        await store.insert_consents(
            tx,
            read.list_id,
            [(read.lead_id, standing.company_id, screen.hash(standing.email), "confirmed")],
            source=ConsentSource.FORM,
            proof={"double_opt_in": True, "text_shown": _agreement(standing)},
            ip=ip,
            user_agent=None if user_agent is None else user_agent.replace("\0", "")[:_AGENT_LENGTH],
        )
    return _confirmation(standing, moment, now=True)


async def write_confirmation(tx: Tx, mail: Mail) -> Written | None:
    """The mail that asks. None where nothing is to be confirmed any more, or the address has changed."""
    list_id, lead_id = UUID(mail.payload["list_id"]), UUID(mail.payload["lead_id"])
    standing = await store.find_standing(tx, list_id, lead_id)
    if (
        standing is None
        or standing.status != MemberStatus.PENDING
        or standing.email != mail.recipient
        or standing.list_deleted is not None
        or standing.lead_deleted
        or standing.lead_status not in MAILABLE
        or _until(standing) < clock.now()
    ):
        return None
    key = await tenant_key(tx, KeyPurpose.CONFIRMATION)
    token = Token.made(key, tx.tenant_id, list_id, lead_id, standing.round)
    await store.set_token_hash(tx, list_id, lead_id, token.hash)
    link = MailSettings.load().link(f"/confirm/{token}")
    sender = _sender(standing)
    days = ListsSettings.load().confirmation_days
    text = (
        f"Somebody, most likely you, asked {sender} to put this address on the list\n"
        f"{standing.list_name}.\n\n"
        f"If you want that, open this page and confirm:\n\n{link}\n\n"
        f"The link is good for {days} days. If you do not want it, do nothing: without\n"
        "your answer you will get no mail from this list.\n"
    )
    return Written(f"Please confirm: {standing.list_name}", text, sender_name=sender)


CONFIRMATION: Final = Letter(MailType.CONFIRMATION, write_confirmation)
LETTERS: Final = (CONFIRMATION,)


async def _checked(tx: Tx, token: Token) -> Standing:
    """What the token confirms, if it can be or has been. The reasons it cannot come in this order."""
    standing = await store.find_standing(tx, token.list_id, token.lead_id)
    if not token.is_that_of(standing.confirm_token_hash if standing else None) or standing is None:
        raise ConfirmationInvalid
    if standing.list_deleted is not None:
        raise ConfirmationListGone
    if standing.lead_deleted or standing.status == MemberStatus.UNSUBSCRIBED:
        raise ConfirmationOver
    if standing.lead_status not in MAILABLE:
        raise ConfirmationRefused
    if standing.status == MemberStatus.PENDING and _until(standing) < clock.now():
        raise ConfirmationExpired(until=_until(standing))
    return standing


def _confirmation(standing: Standing, confirmed: datetime, *, now: bool) -> Confirmation:
    return Confirmation(standing.list_id, standing.list_name, standing.lead_id, confirmed, now)


def _until(standing: Standing) -> datetime:
    return (standing.confirm_sent or standing.round) + ListsSettings.load().confirmation_time


def _sender(standing: Standing) -> str:
    return standing.company_name or standing.tenant_name


def _agreement(standing: Standing) -> str:
    return f"Yes, {_sender(standing)} may send me the mail of the list {standing.list_name}."
