"""Double opt-in: asked by mail, answered by a person, and nothing in between subscribes anybody."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.audiences import (
    MailingList,
    OptIn,
    confirm,
    delete_list,
    inspect_token,
    reachable,
    remove_members,
    resend,
    restore_list,
)
from penguinmails.audiences.lists.errors import (
    AskedJustNow,
    AskedTooOften,
    ConfirmationExpired,
    ConfirmationInvalid,
    ConfirmationListGone,
    ConfirmationOver,
    ConfirmationRefused,
    MemberUnknown,
    NotPending,
)
from penguinmails.audiences.lists.model import Added
from penguinmails.audiences.lists.tokens import Token
from penguinmails.audiences.suppressions import Reason, Source, suppress
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.audiences.factories import OPERATOR, limited, workspace_of
from tests.audiences.listed import Lists
from tests.notifications.relay import Relay


@pytest.fixture
def lists(databases: Databases, tenant: Scope, monkeypatch: pytest.MonkeyPatch) -> Lists:
    for name, value in Relay().environment().items():
        monkeypatch.setenv(name, value)
    return Lists(databases, tenant)


async def asked(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> tuple[MailingList, UUID, str]:
    """A double opt-in list, a pending lead, and the token in the mail."""
    target = await lists.make("Readers", opt_in=OptIn.DOUBLE)
    (ada,) = await lists.leads("ada@shop.example")
    assert await lists.add(target, [ada]) == Added(pending=1)
    (token,) = await tokens(lists, monkeypatch)
    return target, ada, token


async def tokens(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens in all mail that waited."""
    async with Relay.running() as relay:
        for name, value in relay.environment().items():
            monkeypatch.setenv(name, value)
        return [
            link.removeprefix("https://mail.penguin.example/confirm/") for link in await lists.post(relay)
        ]


async def status(lists: Lists, lead_id: UUID) -> str:
    ((found,),) = await lists.rows("SELECT status FROM oltp.list_contacts WHERE lead_id = %s", lead_id)
    return found


async def test_a_person_confirms_and_a_scanner_does_not(
    databases: Databases, tenant: Scope, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, ada, token = await asked(lists, monkeypatch)
    assert (await lists.count(target), await lists.consents()) == (0, [])
    question = await inspect_token(databases, token)
    assert await inspect_token(databases, token) == question
    assert (question.list_name, question.sender, question.confirmed) == ("Readers", "Acme", None)
    assert question.address == "a…@shop.example"
    assert await status(lists, ada) == "pending"
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert await reachable(tx, target.id) == []
    first = await confirm(databases, token, ip="203.0.113.9", user_agent="Browser\0 1.0")
    again = await confirm(databases, token, ip="198.51.100.1")
    assert (first.now, again.now) == (True, False)
    assert first.confirmed == again.confirmed
    assert (await inspect_token(databases, token)).confirmed == first.confirmed
    proof = {"double_opt_in": True, "text_shown": question.text}
    assert await lists.consents() == [(ada, target.id, "confirmed", "form", proof, "203.0.113.9")]
    assert await lists.count(target) == 1
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert [row.lead_id for row in await reachable(tx, target.id)] == [ada]
    ((ip,),) = await lists.rows("SELECT host(confirmed_ip) FROM oltp.list_contacts")
    assert ip == "203.0.113.9"


async def test_confirmed_at_once_it_is_confirmed_once(
    databases: Databases, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, token = await asked(lists, monkeypatch)
    results = await asyncio.gather(*(confirm(databases, token) for _ in range(6)))
    assert sorted(result.now for result in results) == [False] * 5 + [True]
    assert len(await lists.consents()) == 1


async def test_the_database_holds_no_token(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    _, ada, token = await asked(lists, monkeypatch)
    ((kept,),) = await lists.rows("SELECT confirm_token_hash FROM oltp.list_contacts")
    assert kept == Token.read(token).hash
    everything = [
        await lists.rows("SELECT m::text FROM oltp.list_contacts m"),
        await lists.rows("SELECT m::text FROM notifications.transactional_emails m"),
    ]
    code = Token.read(token).code
    assert token not in str(everything)
    assert code.hex() not in str(everything)
    assert str(ada) in str(everything)


async def test_forged_tokens(
    databases: Databases, other_tenant: Scope, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, ada, token = await asked(lists, monkeypatch)
    real = Token.read(token)
    forged = [
        "",
        "x",
        "ä" * 107,
        token[:-1],
        token + "A",
        token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
        str(Token(other_tenant.tenant_id, target.id, ada, real.code)),
        str(Token(uuid4(), target.id, ada, real.code)),
        str(Token(real.tenant_id, uuid4(), ada, real.code)),
        str(Token(real.tenant_id, target.id, uuid4(), real.code)),
        str(Token(real.tenant_id, target.id, ada, bytes(32))),
    ]
    for text in forged:
        with pytest.raises(ConfirmationInvalid):
            await inspect_token(databases, text)
        with pytest.raises(ConfirmationInvalid):
            await confirm(databases, text)
    # Before its mail is written a membership has no token at all.
    (bob,) = await lists.leads("bob@shop.example")
    await lists.add(target, [bob])
    with pytest.raises(ConfirmationInvalid):
        await confirm(databases, str(Token(real.tenant_id, target.id, bob, bytes(32))))
    assert await status(lists, ada) == await status(lists, bob) == "pending"


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(ConfirmationInvalid):
        Token.read(text)


@given(ids=st.tuples(st.uuids(), st.uuids(), st.uuids()), code=st.binary(min_size=32, max_size=32))
def test_a_token_is_read_as_it_was_written(ids: tuple[UUID, UUID, UUID], code: bytes) -> None:
    token = Token(*ids, code)
    assert Token.read(f" {token}\n") == token
    assert token.is_that_of(token.hash)
    assert not token.is_that_of(None)


async def test_what_happened_meanwhile(
    databases: Databases, tenant: Scope, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, ada, token = await asked(lists, monkeypatch)
    await lists.shift("confirm_sent", timedelta(days=14, minutes=1))
    with pytest.raises(ConfirmationExpired):
        await confirm(databases, token)
    await lists.shift("confirm_sent", -timedelta(days=14, minutes=1))
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await delete_list(tx, target.id, actor=OPERATOR)
    for act in (inspect_token, confirm):
        with pytest.raises(ConfirmationListGone):
            await act(databases, token)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await restore_list(tx, target.id, actor=OPERATOR)
        await suppress(tx, "shop.example", reason=Reason.MANUAL, source=Source.STAFF, actor=OPERATOR)
    with pytest.raises(ConfirmationRefused):
        await confirm(databases, token)
    await lists.rows("DELETE FROM oltp.suppressions")
    await lists.rows("UPDATE oltp.leads SET status = 'bounced'")
    with pytest.raises(ConfirmationRefused):
        await confirm(databases, token)
    await lists.rows("UPDATE oltp.leads SET status = 'active'")
    assert await lists.leave(target, ada) == 1
    with pytest.raises(ConfirmationOver):
        await confirm(databases, token)
    assert await lists.add(target, [ada], resubscribe="By phone") == Added(pending=1)
    with pytest.raises(ConfirmationInvalid):
        await confirm(databases, token)
    (newer,) = await tokens(lists, monkeypatch)
    assert newer != token
    with pytest.raises(ConfirmationInvalid):
        await confirm(databases, token)
    assert (await confirm(databases, newer)).now
    await lists.rows("UPDATE oltp.leads SET deleted = now()")
    with pytest.raises(ConfirmationOver):
        await confirm(databases, newer)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("UPDATE oltp.tenants SET deleted = now()")
    with pytest.raises(ConfirmationInvalid):
        await confirm(databases, newer)


async def test_asked_three_times_at_most_and_an_hour_apart(
    databases: Databases, tenant: Scope, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, ada, token = await asked(lists, monkeypatch)

    async def again(lead_id: UUID = ada) -> None:
        async with databases.tenant(Tier.OLTP, tenant) as tx:
            await resend(tx, target.id, lead_id, actor=OPERATOR)

    with pytest.raises(AskedJustNow):
        await again()
    for _ in range(2):
        await lists.shift("confirm_sent", timedelta(hours=1, seconds=1))
        results = await asyncio.gather(again(), again(), return_exceptions=True)
        assert {type(result) for result in results} >= {type(None)}
        assert sum(result is None for result in results) == 1
        assert await tokens(lists, monkeypatch) == [token], "the same link, so that an older mail is good too"
    await lists.shift("confirm_sent", timedelta(hours=2))
    with pytest.raises(AskedTooOften):
        await again()
    with pytest.raises(MemberUnknown):
        await again(uuid4())
    await confirm(databases, token)
    with pytest.raises(NotPending):
        await again()


async def test_a_mail_whose_occasion_has_passed_is_not_sent(
    databases: Databases, tenant: Scope, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = await lists.make(opt_in=OptIn.DOUBLE)
    gone, left, changed, kept = await lists.leads(*(f"{name}@shop.example" for name in "abcd"))
    await lists.add(target, [gone, left, changed, kept])
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await remove_members(tx, target.id, [gone], actor=OPERATOR)
    await lists.leave(target, left)
    await lists.rows("UPDATE oltp.leads SET email = 'other@shop.example' WHERE id = %s", changed)
    (token,) = await tokens(lists, monkeypatch)
    assert Token.read(token).lead_id == kept


async def test_a_member_of_some_companies_asks_too(
    databases: Databases, tenant: Scope, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    north = await workspace_of(databases, tenant, "North")
    target = await lists.make(company_id=north, opt_in=OptIn.DOUBLE)
    (ada,) = await lists.leads("ada@shop.example", company_id=north)
    northern = Lists(databases, limited(tenant, north))
    assert await northern.add(target, [ada]) == Added(pending=1)
    (token,) = await tokens(lists, monkeypatch)
    assert (await inspect_token(databases, token)).sender == "North"
    assert (await confirm(databases, token)).now
    assert await northern.count(target) == 1
