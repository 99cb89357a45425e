"""Mailboxes from files: each row is signed in to, one that fails stops no other."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penguinmails.infrastructure import (
    ImportResult,
    OAuth,
    Provider,
    Security,
    import_mailboxes,
    list_mailboxes,
    mailbox_access,
)
from penguinmails.infrastructure.importing.errors import ColumnMissing, ColumnUnknown, FileUnreadable
from penguinmails.infrastructure.importing.reading import draft_of, read_rows
from penguinmails.kernel import ids
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.errors import PenguinError
from penguinmails.kernel.tiers import Tier
from tests.infrastructure.factories import OPERATOR, company_of
from tests.infrastructure.servers import Incoming, Outgoing, imap, smtp

EXAMPLE = Path(__file__).parents[2] / "examples" / "mailboxes.csv"


async def imported(databases: Databases, scope: Scope, text: str, *, test: bool = True) -> ImportResult:
    return await import_mailboxes(
        databases,
        scope,
        "mailboxes.csv",
        text.encode(),
        company_id=await company_of(databases, scope),
        test=test,
        actor=OPERATOR,
    )


async def test_rows_that_fail_stop_no_others_and_say_what_to_do(databases: Databases, tenant: Scope) -> None:
    outgoing, incoming = Outgoing(), Incoming(folders=("INBOX",))
    async with smtp(outgoing) as out, imap(incoming) as into:
        server = f"127.0.0.1,{out},none,127.0.0.1,{into},none"
        text = "\n".join(
            [
                "email,password,smtp_host,smtp_port,smtp_security,imap_host,imap_port,imap_security,daily_limit,company,preset",
                f"ann@acme.example,correct horse,{server},30,,",
                f"bob@acme.example,wrong,{server},30,,",
                f"cleo@acme.example,correct horse,{server},many,,",
                f"no address,correct horse,{server},,,",
                f"dan@acme.example,correct horse,{server},,Nowhere,",
                f"eve@acme.example,correct horse,{server},,,hotmail",
                "fay@acme.example,correct horse,10.9.8.7,25,starttls,,,,,,",
                "gus@acme.example,correct horse,127.0.0.1,1,none,,,,,,",
                "",
                f"hal@acme.example,correct horse,{server},,Acme,",
                f"ANN@acme.example,correct horse,{server},30,,",
            ]
        )
        first = await imported(databases, tenant, text)
        again = await imported(databases, tenant, text)
    found = {row.line: (row.outcome.value, row.code) for row in first.rows}
    # Of the two rows of one address, one is added, whichever came first.
    assert sorted([found.pop(2)[0], found.pop(12)[0]]) == ["added", "exists"]
    assert found == {
        3: ("failed", "password_wrong"),
        4: ("failed", "mailbox_row_invalid"),
        5: ("failed", "address_invalid"),
        6: ("failed", "company_unknown"),
        7: ("failed", "preset_unknown"),
        8: ("failed", "mail_host_private"),
        9: ("failed", "connection_refused"),
        11: ("added", None),
    }
    assert all(row.fix for row in first.rows if row.outcome == "failed")
    assert "wrong" not in str([row.problem for row in first.rows if row.line != 3])
    assert (first.added, first.existed, first.failed) == (2, 1, 7)
    assert (again.added, again.existed, again.failed) == (0, 3, 7)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        mailboxes = await list_mailboxes(tx)
    assert {(each.email, each.status) for each in mailboxes} == {
        ("ann@acme.example", "active"),
        ("hal@acme.example", "active"),
    }


async def test_the_example_is_read_as_it_says(databases: Databases, tenant: Scope) -> None:
    result = await imported(databases, tenant, EXAMPLE.read_text("utf-8"), test=False)
    assert (result.added, result.failed) == (5, 0)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        by = {each.email.partition("@")[0]: each for each in await list_mailboxes(tx)}
    assert {name: each.provider for name, each in by.items()} == {
        "ann": "google",
        "ben": "microsoft",
        "cleo": "smtp",
        "dan": "mailu",
        "news": "relay",
    }
    assert by["ann"].imap_settings["folders"] == ["INBOX", "[Gmail]/Spam"]
    assert by["ann"].ramp is not None
    assert (by["ben"].rolling_limit, by["ben"].rolling_window_seconds) == (30, 60)
    assert (by["cleo"].smtp_settings["port"], by["cleo"].smtp_settings["security"]) == (465, "tls")
    assert by["cleo"].smtp_settings["user"] == "cleo"
    assert by["dan"].imap_settings["host"] == "mail.riverside-bikes.example"
    assert by["news"].imap_settings == {}
    assert {each.status for each in by.values()} == {"pending"}


async def test_a_sandbox_needs_no_login(databases: Databases, tenant: Scope) -> None:
    result = await imported(
        databases, tenant, "email;preset;host;smtp_port\nann@acme.example;sandbox;127.0.0.1;2525\n"
    )
    assert result.added == 1
    (row,) = result.rows
    assert row.mailbox_id is not None
    access = await mailbox_access(databases, tenant.tenant_id, row.mailbox_id)
    assert (access.login, access.endpoint.port, access.endpoint.security) == (None, 2525, Security.NONE)


def test_a_row_of_oauth_takes_what_the_preset_knows() -> None:
    (row,) = read_rows(
        "f", b"email,preset,oauth_client_id,oauth_refresh_token\na@b.example,microsoft365,client,secret\n"
    )
    draft = draft_of(row, ids.uuid7(), None)
    assert draft.provider is Provider.MICROSOFT
    assert isinstance(draft.credentials.oauth, OAuth)
    assert draft.credentials.oauth.token_url.startswith("https://login.microsoftonline.com/")
    assert (draft.smtp.auth, draft.imap and draft.imap.auth) == ("xoauth2", "xoauth2")
    assert "secret" not in repr(draft)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", ColumnMissing),
        (b"name,password\n", ColumnMissing),
        (b"email,shoe size\n", ColumnUnknown),
        ("email,name\na@b.example,Jos\u00e9\n".encode("latin-1"), FileUnreadable),
        (b'email\n"a@b.example\n', FileUnreadable),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, error: type[PenguinError]) -> None:
    with pytest.raises(error):
        read_rows("mailboxes.csv", content)


@given(st.binary(max_size=200))
def test_whatever_stands_in_a_file_it_is_read_or_refused_in_words(content: bytes) -> None:
    try:
        rows = read_rows("f", b"email,preset,smtp_host,smtp_port,daily_limit\n" + content)
        for row in rows:
            draft_of(row, ids.uuid7(), None)
    except PenguinError as error:
        said = error.as_dict()
        assert all(said.values())
