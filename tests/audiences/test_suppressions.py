"""Suppressing, lifting and asking."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from penguinmails.audiences.addresses import AddressInvalid
from penguinmails.audiences.suppressions import (
    CampaignType,
    Reason,
    Source,
    address_hash,
    address_keys,
    check,
    domain_hash,
    lift,
    lift_everywhere,
    list_everywhere,
    list_suppressions,
    suppress,
    suppress_everywhere,
    suppressed_among,
)
from penguinmails.audiences.suppressions.errors import (
    DomainInvalid,
    ExpiryPassed,
    NoteNamesAddress,
    SuppressionLasting,
    SuppressionScopeRefused,
    SuppressionUnknown,
)
from penguinmails.audit import Actor
from penguinmails.kernel import clock
from penguinmails.kernel.db import Databases, Scope
from penguinmails.kernel.tiers import Tier
from penguinmails.tenancy import add_company
from penguinmails.tenancy.errors import CompanyUnknown

OPERATOR = Actor.operator()
by_hand = partial(suppress, reason=Reason.MANUAL, source=Source.STAFF, actor=OPERATOR)
ANN = "ann@example.org"


async def suppressed(databases: Databases, scope: Scope, target: str, reason: Reason = Reason.MANUAL) -> UUID:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        entry = await suppress(tx, target, reason=reason, source=Source.STAFF, actor=OPERATOR)
    return entry.id


async def company(databases: Databases, scope: Scope, name: str) -> UUID:
    async with databases.tenant(Tier.OLTP, scope) as tx:
        return (await add_company(tx, name, actor=OPERATOR)).id


async def test_only_the_suppressed_are_found(databases: Databases, tenant: Scope) -> None:
    await suppressed(databases, tenant, "Ann <Ann@Example.org>")
    among = [ANN, "bob@example.org", "ann@other.example"]
    assert await suppressed_among(databases, tenant.tenant_id, among) == {ANN}
    assert await suppressed_among(databases, tenant.tenant_id, []) == set()


async def test_a_domain_stands_for_those_below_it_and_no_other(databases: Databases, tenant: Scope) -> None:
    await suppressed(databases, tenant, "Bücher.example")
    inside = {"a@xn--bcher-kva.example", "b@mail.eu.xn--bcher-kva.example"}
    outside = {"c@mehr-xn--bcher-kva.example", "d@example", "e@xn--bcher-kva.example.org"}
    assert await suppressed_among(databases, tenant.tenant_id, [*inside, *outside]) == inside


async def test_other_tenants_are_unaffected(databases: Databases, tenant: Scope, other_tenant: Scope) -> None:
    await suppressed(databases, tenant, ANN)
    await suppressed(databases, tenant, "example.net")
    assert await suppressed_among(databases, other_tenant.tenant_id, [ANN, "x@example.net"]) == set()
    assert await check(databases, other_tenant.tenant_id, ANN) == []
    async with databases.tenant(Tier.OLTP, other_tenant) as tx:
        assert await list_suppressions(tx) == []
        with pytest.raises(SuppressionUnknown):
            await lift(tx, ANN, actor=OPERATOR)


async def test_the_platforms_entries_hold_for_every_tenant(
    databases: Databases, tenant: Scope, other_tenant: Scope
) -> None:
    async with databases.worker(Tier.OLTP) as tx:
        entry = await suppress_everywhere(
            tx, ANN, reason=Reason.COMPLAINED, source=Source.FEEDBACK_LOOP, actor=OPERATOR
        )
        await suppress_everywhere(
            tx, "trap.example", reason=Reason.POLICY, source=Source.STAFF, actor=OPERATOR
        )
    for scope in (tenant, other_tenant):
        among = [ANN, "bob@example.org", "x@sub.trap.example"]
        assert await suppressed_among(databases, scope.tenant_id, among) == {ANN, "x@sub.trap.example"}
        assert [(found.id, found.scope) for found in await check(databases, scope.tenant_id, ANN)] == [
            (entry.id, "global")
        ]
        async with databases.tenant(Tier.OLTP, scope) as tx:
            assert await list_suppressions(tx) == []
    async with databases.worker(Tier.OLTP) as tx:
        assert len(await list_everywhere(tx)) == 2
        with pytest.raises(SuppressionLasting):
            await lift_everywhere(tx, ANN, actor=OPERATOR)
        await lift_everywhere(tx, ANN, actor=OPERATOR, consent="Wrote to us in May.")
    assert await suppressed_among(databases, tenant.tenant_id, [ANN]) == set()


async def test_only_operators_suppress_for_everybody(databases: Databases) -> None:
    async with databases.worker(Tier.OLTP) as tx:
        with pytest.raises(SuppressionScopeRefused, match="whole platform"):
            await suppress_everywhere(
                tx, ANN, reason=Reason.MANUAL, source=Source.MEMBER, actor=Actor.user(UUID(int=7))
            )


async def test_an_entry_reaches_one_company_or_one_type_of_campaign(
    databases: Databases, tenant: Scope
) -> None:
    north, south = await company(databases, tenant, "North"), await company(databases, tenant, "South")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await by_hand(tx, "north@example.org", company_id=north)
        await by_hand(tx, "news@example.org", campaign_type=CampaignType.NEWSLETTER)
        await by_hand(tx, "both@example.org", company_id=north, campaign_type=CampaignType.NEWSLETTER)
    among = [f"{name}@example.org" for name in ("north", "news", "both")]

    async def names(company_id: UUID | None = None, campaign_type: CampaignType | None = None) -> set[str]:
        found = await suppressed_among(
            databases, tenant.tenant_id, among, company_id=company_id, campaign_type=campaign_type
        )
        return {address.partition("@")[0] for address in found}

    newsletter, outreach = CampaignType.NEWSLETTER, CampaignType.OUTREACH
    assert await names() == set()
    assert await names(company_id=north) == {"north"}
    assert await names(company_id=south) == set()
    assert await names(campaign_type=newsletter) == {"news"}
    assert await names(company_id=north, campaign_type=newsletter) == {"north", "news", "both"}
    assert await names(company_id=south, campaign_type=newsletter) == {"news"}
    assert await names(company_id=north, campaign_type=outreach) == {"north"}
    told = await check(databases, tenant.tenant_id, "both@example.org")
    assert [(entry.company_id, entry.campaign_type, entry.scope) for entry in told] == [
        (north, "newsletter", "campaign_type")
    ]


async def test_a_member_of_some_companies_suppresses_for_these(databases: Databases, tenant: Scope) -> None:
    north, south = await company(databases, tenant, "North"), await company(databases, tenant, "South")
    await suppressed(databases, tenant, "tenant@example.org")
    keys = await address_keys(databases, tenant.tenant_id)
    northern = Scope(tenant.tenant_id, frozenset({north}))
    async with databases.tenant(Tier.OLTP, northern) as tx:
        entry = await by_hand(tx, ANN, company_id=north, keys=keys)
        with pytest.raises(SuppressionScopeRefused, match="whole tenant"):
            await by_hand(tx, ANN, keys=keys)
        with pytest.raises(CompanyUnknown):
            await by_hand(tx, ANN, company_id=south, keys=keys)
        assert [found.id for found in await list_suppressions(tx)] == [entry.id]
    among = [ANN, "tenant@example.org"]
    assert await suppressed_among(databases, tenant.tenant_id, among, company_id=north) == set(among)
    assert await suppressed_among(databases, tenant.tenant_id, among, company_id=south) == {among[1]}


async def test_a_repetition_keeps_the_first_unless_the_reason_is_stronger(
    databases: Databases, tenant: Scope
) -> None:
    first = await suppressed(databases, tenant, ANN, Reason.UNSUBSCRIBED)
    assert await suppressed(databases, tenant, ANN, Reason.MANUAL) == first
    assert (await check(databases, tenant.tenant_id, ANN))[0].reason == "unsubscribed"
    assert await suppressed(databases, tenant, ANN, Reason.COMPLAINED) == first
    (entry,) = await check(databases, tenant.tenant_id, ANN)
    assert (entry.id, entry.reason, entry.hint) == (first, "complained", "a…@example.org")


async def test_the_longer_life_wins_and_what_expired_forbids_nothing(
    databases: Databases, tenant: Scope
) -> None:
    soon, later = clock.now() + timedelta(hours=1), clock.now() + timedelta(days=1)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        assert (await by_hand(tx, ANN, expires=later)).expires == later
        assert (await by_hand(tx, ANN, expires=soon)).expires == later
        assert (await by_hand(tx, ANN)).expires is None
        assert (await by_hand(tx, ANN, expires=soon)).expires is None
        with pytest.raises(ExpiryPassed):
            await by_hand(tx, ANN, expires=clock.now())
        await tx.connection.execute("UPDATE oltp.suppressions SET expires = now() - interval '1 second'")
    assert await suppressed_among(databases, tenant.tenant_id, [ANN]) == set()
    assert await check(databases, tenant.tenant_id, ANN) == []
    await suppressed(databases, tenant, ANN)
    assert await suppressed_among(databases, tenant.tenant_id, [ANN]) == {ANN}


async def test_lifting(databases: Databases, tenant: Scope) -> None:
    await suppressed(databases, tenant, ANN, Reason.HARD_BOUNCE)
    await suppressed(databases, tenant, "bob@example.org", Reason.OBJECTED)
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        await lift(tx, ANN, actor=OPERATOR)
        with pytest.raises(
            SuppressionUnknown, match=r"a…@example.org is not suppressed for the whole tenant"
        ):
            await lift(tx, ANN, actor=OPERATOR)
        with pytest.raises(SuppressionLasting, match='"objected"'):
            await lift(tx, "bob@example.org", actor=OPERATOR)
        with pytest.raises(NoteNamesAddress):
            await lift(tx, "bob@example.org", actor=OPERATOR, consent="bob@example.org wrote")
        await lift(tx, "bob@example.org", actor=OPERATOR, consent="Signed up again at the fair.")
        cursor = await tx.connection.execute(
            "SELECT kind, source, proof FROM oltp.consent_events ORDER BY id"
        )
        assert await cursor.fetchall() == [
            ("objected", "staff", {}),
            ("resubscribed", "staff", {"note": "Signed up again at the fair."}),
        ]
    assert await suppressed_among(databases, tenant.tenant_id, [ANN, "bob@example.org"]) == set()


async def test_bad_input_is_refused(databases: Databases, tenant: Scope) -> None:
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        for wrong in ("com", "", "a b.example", "-.example", "1.2.3.4"):
            with pytest.raises(DomainInvalid):
                await by_hand(tx, wrong)
        with pytest.raises(AddressInvalid):
            await by_hand(tx, "ann@")
        with pytest.raises(NoteNamesAddress):
            await by_hand(tx, ANN, note="not ann@example.org")


async def test_the_hash_is_as_the_schema_says(databases: Databases, tenant: Scope) -> None:
    keys = await address_keys(databases, tenant.tenant_id)
    assert keys == await address_keys(databases, tenant.tenant_id)
    await suppressed(databases, tenant, ANN)
    await suppressed(databases, tenant, "example.org")
    async with databases.tenant(Tier.OLTP, tenant) as tx:
        cursor = await tx.connection.execute("SELECT target_hash FROM oltp.suppressions ORDER BY id")
        assert [code for (code,) in await cursor.fetchall()] == [
            address_hash(keys.own, ANN),
            domain_hash(keys.own, "example.org"),
        ]
    assert address_hash(keys.own, ANN) != address_hash(keys.platform, ANN)
