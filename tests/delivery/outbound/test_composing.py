"""What a message is when it leaves: envelope, headers, links, signature."""

from hashlib import sha256
from uuid import UUID

import dkim  # pyright: ignore[reportMissingTypeStubs]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.content import load_raw
from penguinmails.delivery import Kind, Tracking, Verp, verp_key
from penguinmails.delivery.outbound.sending.outcomes import provider_id
from penguinmails.delivery.smtp.server import SmtpServer
from penguinmails.infrastructure import Algorithm, activate_key, add_key, record_of
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tracking import Links, TrackingSettings, tracking_key
from tests.delivery.outbound.factories import FAST, OPERATOR, Box, Server, box_of, deliver, turn
from tests.infrastructure.factories import domain_of


@given(st.uuids(), st.binary(min_size=32, max_size=32))
def test_a_bounce_address_says_which_message_it_is_of(message_id: UUID, key: bytes) -> None:
    token = Verp(key).token(message_id)
    assert len(f"bounce+{token}") <= 64
    assert Verp(key).read(f"bounce+{token}") == Verp(key).read(f"BOUNCE+{token.upper()}") == message_id


@given(st.uuids(), st.text(max_size=60), st.integers(0, 43))
def test_what_somebody_made_up_is_no_bounce_address(message_id: UUID, made_up: str, at: int) -> None:
    verp = Verp(b"k" * 32)
    token = verp.token(message_id)
    changed = token[:at] + ("0" if token[at] != "0" else "1") + token[at + 1 :]
    assert verp.read(f"bounce+{changed}") is None
    assert verp.read(token) is None
    assert verp.read(f"bounce+{made_up}") is None
    assert Verp(b"o" * 32).read(f"bounce+{token}") is None


async def test_without_a_host_for_bounces_the_mailbox_gets_them(
    databases: Databases, box: Box, server: Server
) -> None:
    await box.plan_to("bob@example.org")
    await turn(databases)
    assert server.taken[0].sender == box.email


async def test_bounces_go_where_the_domain_says(
    databases: Databases, tenant: Scope, listening: SmtpServer, server: Server
) -> None:
    await domain_of(databases, tenant, "acme.example", return_path_host="b.acme.example")
    box = await box_of(databases, tenant, listening.port)
    [message] = await box.plan_to("bob@example.org")
    await turn(databases)
    local, _, host = server.taken[0].sender.partition("@")
    assert host == "b.acme.example"
    assert Verp(await verp_key(databases)).read(local) == message.message_id
    [row] = await box.rows("envelope_from, verp_token")
    assert row == {"envelope_from": server.taken[0].sender, "verp_token": local.removeprefix("bounce+")}


async def test_links_lead_by_way_of_us_and_can_be_left(
    databases: Databases, box: Box, server: Server
) -> None:
    [message] = await box.plan_to("bob@example.org", tracking=Tracking(utm={"utm_source": "mail"}))
    await turn(databases)
    mail = server.taken[0].mail
    html = mail.get_body(("html",))
    assert html
    content = html.get_content()
    assert "https://shop.example/" not in content
    links = Links(await tracking_key(databases), TrackingSettings.load().base)
    unsubscribe = str(mail["list-unsubscribe"]).strip("<>")
    token = links.read(unsubscribe.rpartition("/")[2])
    assert (token.ref.message_id, token.address) == (message.message_id, "bob@example.org")
    assert mail["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert "/o/" in content


async def test_who_does_not_want_it_is_not_tracked(databases: Databases, box: Box, server: Server) -> None:
    await box.plan_to("bob@example.org", tracking=Tracking(consent="off"), kind=Kind.REPLY)
    await turn(databases)
    html = server.taken[0].mail.get_body(("html",))
    assert html
    assert "https://shop.example/" in html.get_content()
    assert TrackingSettings.load().base not in html.get_content()
    assert server.taken[0].mail["list-unsubscribe"] is None


async def test_it_is_signed_and_the_digest_is_of_what_was_signed(
    databases: Databases, tenant: Scope, listening: SmtpServer, server: Server
) -> None:
    domain = await domain_of(databases, tenant, "acme.example")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        key = await add_key(tx, domain.id, Algorithm.RSA, actor=OPERATOR)
        key = await activate_key(tx, domain.id, key.selector, actor=OPERATOR)
    box = await box_of(databases, tenant, listening.port)
    await box.plan_to("bob@example.org", keep_body=True)
    await turn(databases)
    data = server.taken[0].data

    def record(name: bytes, **_: object) -> bytes:
        assert name.rstrip(b".") == f"{key.selector}._domainkey.acme.example".encode()
        return record_of(key).value.encode()

    assert dkim.verify(data, dnsfunc=record)  # pyright: ignore[reportUnknownMemberType]
    [row] = await box.rows("rendered_digest, storage_key")
    unsigned = data[data.index(b"From: ") :]
    assert row["rendered_digest"] == sha256(unsigned).digest()
    async with databases.tenant(Tier.CONTENT, tenant) as tx:
        assert await load_raw(tx, row["storage_key"]) == data


@pytest.mark.parametrize(
    ("host", "text", "found"),
    [
        (
            "email-smtp.eu-west-1.amazonaws.com",
            "Ok 010201234567890a-01234567-89ab-cdef-0123-456789abcdef-000000",
            "010201234567890a-01234567-89ab-cdef-0123-456789abcdef-000000@eu-west-1.amazonses.com",
        ),
        (
            "email-smtp.us-east-1.amazonaws.com",
            "Ok 010001234567890a-01234567-89ab-cdef-0123-456789abcdef-000000",
            "010001234567890a-01234567-89ab-cdef-0123-456789abcdef-000000@email.amazonses.com",
        ),
        (
            "smtp.office365.com",
            "2.0.0 OK <AM9PR01MB1234@AM9PR01MB1234.eurprd01.prod.exchangelabs.com> [Hostname=AM9PR01MB1234]",
            "AM9PR01MB1234@AM9PR01MB1234.eurprd01.prod.exchangelabs.com",
        ),
        ("smtp.office365.com", "2.0.0 OK <ours@acme.example> [Hostname=AM9PR01MB1234]", None),
        ("smtp.gmail.com", "2.0.0 OK  1700000000 a1-20020a05600c00c100b00 - gsmtp", None),
        ("mail.example.org", "2.0.0 Ok: queued as 4XyZ", None),
    ],
)
def test_ids_that_providers_give_are_learned(host: str, text: str, found: str | None) -> None:
    assert provider_id(host, text, "ours@acme.example") == found


async def test_a_subject_may_be_given(databases: Databases, box: Box, server: Server) -> None:
    await box.plan_to("bob@example.org", subject="For {{ first_name }} only")
    await turn(databases, FAST)
    assert server.taken[0].mail["subject"] == "For Bob only"
    await deliver(databases)
