"""Signing in to Debian's Dovecot, as customers run it (Mailu does)."""

from dataclasses import replace
from pathlib import Path

import pytest

from penguinmails.infrastructure import (
    Checked,
    Credentials,
    ImapSettings,
    Mailbox,
    MailboxDraft,
    Security,
    add_connected_mailbox,
)
from penguinmails.kernel.db import Databases, Scope
from tests.delivery.inbound.dovecot import PASSWORD, dovecot
from tests.infrastructure.factories import OPERATOR, company_of, draft
from tests.infrastructure.servers import Outgoing, certificate, smtp

MAIL = b"Subject: Hi\r\n\r\nHello\r\n"


async def test_a_mailbox_at_dovecot(
    databases: Databases, tenant: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, trusted = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    company = await company_of(databases, tenant)

    async def added(imap: ImapSettings, password: str) -> Mailbox | Checked:
        credentials = Credentials(password="correct horse", imap_password=password)
        wanted: MailboxDraft = draft(company, imap=imap, credentials=credentials)
        async with smtp(Outgoing()) as port:
            ready = replace(wanted, smtp=replace(wanted.smtp, port=port))
            return await add_connected_mailbox(databases, tenant, ready, actor=OPERATOR)

    with dovecot(certificate=(trusted, trusted)) as server:
        server.deliver("ann", MAIL)
        server.deliver("ann", MAIL, folder="Entw&APw-rfe &- Co")
        folders = ("INBOX", "Entw\u00fcrfe & Co")
        imap = ImapSettings("localhost", server.port, Security.STARTTLS, user="ann", folders=folders)
        for password, changed, code in [
            ("wrong", imap, "password_wrong"),
            (PASSWORD, replace(imap, folders=("Spam",)), "folder_missing"),
            (PASSWORD, replace(imap, security=Security.TLS), "starttls_expected"),
            (PASSWORD, replace(imap, host="127.0.0.1"), "certificate_name"),
        ]:
            refused = await added(changed, password)
            assert isinstance(refused, Checked)
            assert [trouble.code for trouble in refused.troubles] == [code]
        mailbox = await added(imap, PASSWORD)
        assert isinstance(mailbox, Mailbox), mailbox
        assert mailbox.status == "active"
