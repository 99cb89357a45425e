"""Domains and the keys that sign their mail."""

import base64
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_private_key

from penguinmails.infrastructure import (
    Algorithm,
    DkimKey,
    activate_key,
    add_key,
    delete_domain,
    delete_mailbox,
    find_domain,
    find_mailbox,
    list_domains,
    list_keys,
    mailbox_access,
    record_of,
    rotate_keys,
)
from penguinmails.infrastructure.dkim.errors import KeySpent, KeyUnknown, SelectorInvalid, SelectorTaken
from penguinmails.infrastructure.dkim.service import forget_retiring
from penguinmails.infrastructure.domains.errors import DomainInUse, DomainInvalid, DomainTaken, DomainUnknown
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from tests.infrastructure.factories import OPERATOR, domain_of, sandbox_of

MAIL = b"From: ann@acme.example\r\nTo: bob@example.org\r\nSubject: Hi\r\n\r\nHello\r\n"


async def key_of(
    databases: Databases, scope: Scope, domain_id: UUID, algorithm: Algorithm, *, active: bool = True
) -> DkimKey:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        key = await add_key(tx, domain_id, algorithm, actor=OPERATOR)
        return await activate_key(tx, domain_id, key.selector, actor=OPERATOR) if active else key


@pytest.mark.parametrize("algorithm", list(Algorithm))
async def test_what_a_key_signs_its_record_verifies(
    databases: Databases, tenant: Scope, algorithm: Algorithm
) -> None:
    domain = await domain_of(databases, tenant)
    mailbox = await sandbox_of(databases, tenant)
    key = await key_of(databases, tenant, domain.id, algorithm)
    record = record_of(key)
    assert record.name == "pm1._domainkey.acme.example"
    assert all(len(part) <= 255 for part in record.strings)
    assert "".join(record.strings) == record.value
    access = await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    (signing,) = access.signing
    assert (signing.domain, signing.selector) == ("acme.example", "pm1")
    assert "PRIVATE" not in repr(access)
    private = load_pem_private_key(signing.private_pem, None)
    # As a receiver reads the record: RFC 6376 section 3.6.1, RFC 8463 section 4.
    tags = dict(tag.strip().split("=", 1) for tag in record.value.split(";"))
    published = base64.b64decode(tags["p"])
    match private:
        case RSAPrivateKey():
            assert (tags["k"], private.key_size) == ("rsa", 2048)
            public = load_der_public_key(published)
            assert isinstance(public, RSAPublicKey)
            public.verify(private.sign(MAIL, PKCS1v15(), SHA256()), MAIL, PKCS1v15(), SHA256())
        case Ed25519PrivateKey():
            assert tags["k"] == "ed25519"
            Ed25519PublicKey.from_public_bytes(published).verify(private.sign(MAIL), MAIL)
        case _:
            pytest.fail("no key that DKIM knows")


async def test_a_rotated_key_signs_from_its_activation_on(databases: Databases, tenant: Scope) -> None:
    domain = await domain_of(databases, tenant)
    mailbox = await sandbox_of(databases, tenant)
    for algorithm in Algorithm:
        await key_of(databases, tenant, domain.id, algorithm)
    access = await mailbox_access(databases, tenant.tenant_id, mailbox.id)
    assert [key.algorithm for key in access.signing] == ["rsa-2048", "ed25519"]
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        made = await rotate_keys(tx, domain.id, actor=OPERATOR)
        assert [key.selector for key in made] == ["pm3", "pm4"]
        assert await rotate_keys(tx, domain.id, actor=OPERATOR) == made  # those wait already
    assert (await mailbox_access(databases, tenant.tenant_id, mailbox.id)).signing == access.signing
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        before = (await find_mailbox(tx, mailbox.id)).version
        await activate_key(tx, domain.id, "PM3", actor=OPERATOR)
        assert (await find_mailbox(tx, mailbox.id)).version == before + 1
        with pytest.raises(KeySpent):
            await activate_key(tx, domain.id, "pm1", actor=OPERATOR)
        states = {key.selector: key.status for key in await list_keys(tx, domain.id)}
    assert states == {"pm1": "retiring", "pm2": "active", "pm3": "active", "pm4": "pending"}
    signing = (await mailbox_access(databases, tenant.tenant_id, mailbox.id)).signing
    assert [key.selector for key in signing] == ["pm3", "pm2"]
    assert await forget_retiring(databases) == 0
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await tx.connection.execute("UPDATE oltp.dkim_keys SET retired = now() - interval '8 days'")
    assert await forget_retiring(databases) == 1
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        cursor = await tx.connection.execute(
            "SELECT private_key_sealed FROM oltp.dkim_keys WHERE status = 'retired'"
        )
        assert await cursor.fetchall() == [(None,)]


async def test_selectors_are_used_once(databases: Databases, tenant: Scope) -> None:
    domain = await domain_of(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await add_key(tx, domain.id, Algorithm.ED25519, selector="Mine", actor=OPERATOR)
        with pytest.raises(SelectorTaken):
            await add_key(tx, domain.id, Algorithm.ED25519, selector="mine", actor=OPERATOR)
        with pytest.raises(SelectorInvalid):
            await add_key(tx, domain.id, Algorithm.ED25519, selector="a.b", actor=OPERATOR)
        with pytest.raises(KeyUnknown):
            await activate_key(tx, domain.id, "none", actor=OPERATOR)


async def test_a_domain_belongs_to_one_company_of_a_tenant(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    domain = await domain_of(databases, tenant, "BÜCHER.example.")
    assert (domain.domain, domain.is_primary) == ("xn--bcher-kva.example", True)
    with pytest.raises(DomainTaken):
        await domain_of(databases, tenant, "xn--bcher-kva.example")
    await domain_of(databases, other_tenant, "xn--bcher-kva.example")  # whose it is, its DNS will say
    assert not (await domain_of(databases, tenant, "two.example")).is_primary
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        with pytest.raises(DomainUnknown):
            await find_domain(tx, domain.id)
        with pytest.raises(DomainUnknown):
            await add_key(tx, domain.id, Algorithm.ED25519, actor=OPERATOR)
        with pytest.raises(DomainUnknown):
            await delete_domain(tx, domain.id, actor=OPERATOR)
        assert len(await list_domains(tx)) == 1


@pytest.mark.parametrize(
    "name", ["", "localhost", "a b.example", "ann@acme.example", "http://x.example", "a..example"]
)
async def test_what_is_no_domain_is_refused(databases: Databases, tenant: Scope, name: str) -> None:
    with pytest.raises(DomainInvalid):
        await domain_of(databases, tenant, name)


async def test_a_domain_in_use_stays(databases: Databases, tenant: Scope) -> None:
    mailbox = await sandbox_of(databases, tenant)
    domain = await domain_of(databases, tenant)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await find_domain(tx, "acme.example")).mailboxes == 1
        with pytest.raises(DomainInUse):
            await delete_domain(tx, domain.id, actor=OPERATOR)
        await delete_mailbox(tx, mailbox.id, actor=OPERATOR)
        await delete_domain(tx, domain.id, actor=OPERATOR)
        assert await list_domains(tx) == []
