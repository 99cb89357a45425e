"""A mail is taken once, kept whole, and what follows from it is told with it."""

import asyncio
from dataclasses import replace

import pytest

from penguinmails.content import load_raw
from penguinmails.delivery.inbound.classifying import Action, Bounced, MailKind, Reason
from penguinmails.delivery.inbound.model import MatchedBy, Understood, Unmatched
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.ledger import BounceType
from tests.delivery.inbound.factories import bounced_to, news, reply, rows, send_one, source, taken


def bounce(
    address: str | None = "lead@example.org", action: Action = Action.FAILED, **changed: object
) -> Bounced:
    return replace(
        Bounced(address, action, BounceType.HARD, Reason.NO_SUCH_MAILBOX, status="5.1.1", smtp_code=550),
        **changed,
    )


def report(*bounces: Bounced, **changed: object) -> Understood:
    mail = Understood(
        MailKind.BOUNCE,
        message_id=f"{ids.uuid7()}@mta.example",
        from_email="mailer-daemon@mta.example",
        bounces=bounces or (bounce(),),
    )
    return replace(mail, **changed)


async def test_a_reply_is_kept_threaded_and_told(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    raw = b"From: lead@example.org\r\nSubject: Re: A question\r\n\r\nYes, please.\r\n"
    result = await taken(databases, source(tenant, sent), reply(sent, intent="interested"), raw)
    assert (result.is_new, result.kind, result.matched) == (True, MailKind.REPLY, sent.message_id)
    [row] = await rows(
        databases,
        tenant,
        "SELECT kind, state, parent_message_id, campaign_id, lead_id, storage_key, thread_id, processed IS NOT NULL,"
        " classification FROM content.email_messages WHERE message_id = %s",
        result.message_id,
    )
    kind, state, parent, campaign, lead, key, thread, is_processed, classification = row
    assert (kind, state, parent, campaign, lead) == (
        *("reply", "received", sent.message_id),
        *(sent.campaign_id, sent.lead_id),
    )
    assert (is_processed, classification) == (True, "interested")
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        assert await load_raw(tx, key) == raw
    assert await rows(
        databases,
        tenant,
        "SELECT subject, participant_email, status, is_read, outcome, last_message_id FROM content.message_threads"
        " WHERE id = %s",
        thread,
    ) == [("A question", "lead@example.org", "open", False, "interested", result.message_id)]
    [event] = await news(databases, tenant, "ledger.events")
    assert (event["kind"], event["source"], event["message_id"]) == (
        "replied",
        "inbound",
        str(sent.message_id),
    )
    assert event["metadata"]["matched_by"] == MatchedBy.MESSAGE_ID
    [answer] = await news(databases, tenant, "message.answered")
    assert answer["kind"] == "reply"
    assert answer["address"] == "lead@example.org"
    assert answer["enrolment_id"] == str(sent.enrolment_id)
    assert answer["inbound_message_id"] == str(result.message_id)


async def test_the_same_mail_again_changes_nothing(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    mail = reply(sent)
    first = await taken(databases, source(tenant, sent, key="imap:m:INBOX:1:7"), mail)
    # Moved to another folder, or numbered anew.
    second = await taken(databases, source(tenant, sent, key="imap:m:INBOX:2:1"), mail)
    assert (second.is_new, second.message_id) == (False, first.message_id)
    assert len(await news(databases, tenant, "message.answered")) == 1
    assert await rows(databases, tenant, "SELECT count(*) FROM content.message_keys") == [(3,)]


async def test_two_take_the_same_mail_at_once(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    mail = reply(sent)
    both = await asyncio.gather(*(taken(databases, source(tenant, sent), mail) for _ in range(4)))
    assert sorted(each.is_new for each in both) == [False, False, False, True]
    assert len({each.message_id for each in both}) == 1
    assert len(await news(databases, tenant, "ledger.events")) == 1


async def test_a_bounce_by_its_token(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    result = await taken(databases, bounced_to(tenant, sent), report())
    assert result.matched == sent.message_id
    [event] = await news(databases, tenant, "ledger.events")
    assert {
        name: event[name] for name in ("kind", "bounce_type", "bounce_reason", "smtp_code", "smtp_enhanced")
    } == {
        "kind": "bounced",
        "bounce_type": "hard",
        "bounce_reason": "no_such_mailbox",
        "smtp_code": 550,
        "smtp_enhanced": "5.1.1",
    }
    [answer] = await news(databases, tenant, "message.answered")
    assert (answer["kind"], answer["bounce_type"], answer["address"]) == (
        "bounce",
        "hard",
        "lead@example.org",
    )


async def test_a_bounce_that_two_servers_report_alike_is_one_event(
    databases: Databases, tenant: Scope
) -> None:
    sent = await send_one(databases, tenant)
    mail = report()
    await taken(databases, bounced_to(tenant, sent), mail, b"Received: by a\r\n\r\n")
    await taken(databases, bounced_to(tenant, sent), mail, b"Received: by b\r\n\r\n")
    events = await news(databases, tenant, "ledger.events")
    assert len({event["event_id"] for event in events}) == 1


@pytest.mark.parametrize("by_token", [True, False])
async def test_a_bounce_of_an_address_we_did_not_write_to_does_nothing(
    databases: Databases, tenant: Scope, by_token: bool
) -> None:
    sent = await send_one(databases, tenant)
    mail = report(bounce("somebody@else.example"), named=(sent.rfc_message_id,))
    where = bounced_to(tenant, sent) if by_token else source(tenant, sent)
    result = await taken(databases, where, mail)
    assert (result.matched, result.unmatched) == (None, Unmatched.NO_ADDRESS)
    assert await news(databases, tenant, "message.answered") == []
    assert await rows(
        databases, tenant, "SELECT kind, reason, details ->> 'final_recipient' FROM content.unmatched_inbound"
    ) == [("bounce", "no_address", "somebody@else.example")]


@pytest.mark.parametrize(
    "mail",
    [
        report(bounce(None), named=("{id}",)),
        report(bounce("LEAD@Example.ORG"), named=("{id}",)),
        report(bounce("elsewhere@forward.example"), named=("{id}",), original_recipient="lead@example.org"),
        report(in_reply_to="{id}"),
        report(references=("unknown@x", "{id}", "other@x")),
    ],
)
async def test_a_bounce_is_found_by_what_it_names(
    databases: Databases, tenant: Scope, mail: Understood
) -> None:
    sent = await send_one(databases, tenant)

    def filled(value: str) -> str:
        return value.replace("{id}", sent.rfc_message_id)

    mail = replace(
        mail,
        named=tuple(map(filled, mail.named)),
        references=tuple(map(filled, mail.references)),
        in_reply_to=filled(mail.in_reply_to) if mail.in_reply_to else None,
    )
    assert (await taken(databases, source(tenant, sent), mail)).matched == sent.message_id
    assert [answer["kind"] for answer in await news(databases, tenant, "message.answered")] == ["bounce"]


async def test_a_forged_bounce_does_nothing(databases: Databases, tenant: Scope) -> None:
    """It knows whom we wrote to, by which mailbox and when, and no Message-ID and no token."""
    sent = await send_one(databases, tenant)
    result = await taken(databases, source(tenant, sent), report(named=("made-up@ours.example",)))
    assert result.unmatched is Unmatched.NO_MESSAGE
    assert await news(databases, tenant, "message.answered") == []
    assert await news(databases, tenant, "ledger.events") == []


async def test_a_delay_stops_nobody(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    await taken(databases, bounced_to(tenant, sent), report(bounce(action=Action.DELAYED, status="4.4.1")))
    [event] = await news(databases, tenant, "ledger.events")
    assert (event["kind"], event.get("bounce_type")) == ("deferred", None)
    assert await news(databases, tenant, "message.answered") == []


async def test_a_bounce_proves_that_an_uncertain_message_went_out(
    databases: Databases, tenant: Scope
) -> None:
    sent = await send_one(databases, tenant, state="uncertain")
    await taken(databases, bounced_to(tenant, sent), report())
    first, second = await news(databases, tenant, "ledger.events")
    assert (first["kind"], first["source"], first["occurred"]) == (
        "sent",
        "evidence",
        sent.attempted.isoformat(),
    )
    assert first["lead_id"] == str(sent.lead_id)
    assert second["kind"] == "bounced"
    [settled] = await news(databases, tenant, "message.settled")
    assert (settled["state"], settled["version"], settled["at"]) == (
        "accepted",
        2,
        sent.attempted.isoformat(),
    )
    assert await rows(
        databases, tenant, "SELECT state FROM content.email_messages WHERE message_id = %s", sent.message_id
    ) == [("accepted",)]


async def test_a_complaint_is_about_its_message_whatever_address_it_hides(
    databases: Databases, tenant: Scope
) -> None:
    sent = await send_one(databases, tenant)
    mail = Understood(
        MailKind.COMPLAINT, message_id="c@fbl", named=(sent.rfc_message_id,), original_recipient="redacted"
    )
    await taken(databases, source(tenant, sent), mail)
    [answer] = await news(databases, tenant, "message.answered")
    assert (answer["kind"], answer["address"]) == ("complaint", "lead@example.org")


async def test_a_reply_is_guessed_by_its_sender(databases: Databases, tenant: Scope) -> None:
    older = await send_one(databases, tenant)
    latest = await send_one(databases, tenant, like=older)
    await send_one(databases, tenant, to="lead@example.org")  # another mailbox
    result = await taken(databases, source(tenant, older), reply())
    assert result.matched == latest.message_id
    [event] = await news(databases, tenant, "ledger.events")
    assert event["metadata"]["matched_by"] == "address"


@pytest.mark.parametrize("kind", [MailKind.BOUNCE, MailKind.COMPLAINT])
async def test_only_replies_are_guessed(databases: Databases, tenant: Scope, kind: MailKind) -> None:
    sent = await send_one(databases, tenant)
    mail = reply(kind=kind, bounces=(bounce(),))
    assert (await taken(databases, source(tenant, sent), mail)).unmatched is Unmatched.NO_MESSAGE
    assert await news(databases, tenant, "message.answered") == []


async def test_a_guess_proves_nothing_of_an_uncertain_message(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant, state="uncertain")
    assert (await taken(databases, source(tenant, sent), reply())).matched == sent.message_id
    assert [event["kind"] for event in await news(databases, tenant, "ledger.events")] == ["replied"]


async def test_a_stranger_who_writes_by_themselves_is_in_the_inbox(
    databases: Databases, tenant: Scope
) -> None:
    sent = await send_one(databases, tenant)
    result = await taken(databases, source(tenant, sent), reply(from_email="stranger@example.org"))
    assert (result.matched, result.unmatched) == (None, None)
    assert await rows(databases, tenant, "SELECT participant_email FROM content.message_threads") == [
        ("stranger@example.org",)
    ]


async def test_the_mail_of_one_tenant_is_never_about_anothers(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    theirs = await send_one(databases, other_tenant)
    # By Message-ID, by token, by address: into our mailbox, naming their message.
    where = source(tenant, None, company_id=theirs.company_id, mailbox_id=theirs.mailbox_id)
    assert (await taken(databases, where, reply(theirs))).unmatched is Unmatched.NO_MESSAGE
    by_token = replace(where, message_id=theirs.message_id)
    assert (await taken(databases, by_token, report())).unmatched is Unmatched.BAD_TOKEN
    for scope in (tenant, other_tenant):
        assert await news(databases, scope, "message.answered") == []
    assert (
        await rows(
            databases, other_tenant, "SELECT 1 FROM content.email_messages WHERE direction = 'inbound'"
        )
        == []
    )


async def test_a_companys_mailbox_says_nothing_of_anothers_mail(databases: Databases, tenant: Scope) -> None:
    one, other = await send_one(databases, tenant), await send_one(databases, tenant)
    mail = reply(other, from_email="colleague@example.org")
    assert (await taken(databases, source(tenant, one), mail)).unmatched is Unmatched.NO_MESSAGE


async def test_mail_that_is_about_nothing_of_ours_is_no_question(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    for kind in (MailKind.OTHER, MailKind.REPORT):
        result = await taken(
            databases, source(tenant, sent), reply(kind=kind, in_reply_to=None, references=())
        )
        assert (result.matched, result.unmatched) == (None, None)
    assert await rows(databases, tenant, "SELECT 1 FROM content.unmatched_inbound") == []
    assert await rows(databases, tenant, "SELECT 1 FROM content.message_threads") == []


async def test_the_owner_writing_to_themselves_answers_nobody(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    await taken(databases, source(tenant, sent), reply(sent, from_email="us@ours.example"))
    assert await news(databases, tenant, "message.answered") == []


async def test_what_cannot_be_understood_is_kept_and_listed(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    result = await taken(
        databases, source(tenant, sent), Understood(MailKind.OTHER, failure="ValueError: \0"), b"x"
    )
    assert result.unmatched is Unmatched.UNREADABLE
    assert await rows(
        databases,
        tenant,
        "SELECT reason, details ->> 'error', storage_key IS NOT NULL FROM content.unmatched_inbound",
    ) == [("unreadable", "ValueError: \\0", True)]
    assert await rows(
        databases,
        tenant,
        "SELECT attempts, processed FROM content.email_messages WHERE direction = 'inbound'",
    ) == [(1, None)]


async def test_what_the_database_refuses_is_put_aside_whole(databases: Databases, tenant: Scope) -> None:
    sent = await send_one(databases, tenant)
    result = await taken(databases, source(tenant, sent), reply(sent, intent="no such intent"))
    assert result.unmatched is Unmatched.UNREADABLE
    assert await news(databases, tenant, "message.answered") == []
    assert await rows(databases, tenant, "SELECT 1 FROM content.message_threads") == []
