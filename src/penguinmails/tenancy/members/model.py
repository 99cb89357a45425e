"""Who may do what in a tenant."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from penguinmails.kernel.db import AllCompanies
from penguinmails.tenancy.errors import CompaniesInvalid, RoleUnknown

Companies = AllCompanies | frozenset[UUID]


class MemberRole(StrEnum):
    """What a member may do, from most to least. Limited to the member's companies."""

    OWNER = "owner"
    """Everything, billing and closing the tenant included."""
    ADMIN = "admin"
    """Everything but closing the tenant and naming owners."""
    MANAGER = "manager"
    """Campaigns, leads, mailboxes, domains."""
    MEMBER = "member"
    """Campaigns, leads, templates, inbox."""
    CLIENT = "client"
    """Reads its company's reports and approves campaigns."""
    VIEWER = "viewer"
    """Reads."""


MANAGING = frozenset({MemberRole.OWNER, MemberRole.ADMIN})
"""Whoever has one of these sees all companies and manages the members."""


@dataclass(frozen=True)
class MemberRow:
    """A membership as stored, with the companies it is limited to."""

    user_id: UUID
    email: str | None
    roles: list[str]
    all_companies: bool
    company_ids: list[UUID]
    created: datetime
    deleted: datetime | None


@dataclass(frozen=True)
class Member:
    """A user's place in a tenant. `email` is the address under which the tenant knows the user."""

    user_id: UUID
    email: str | None
    roles: frozenset[MemberRole]
    companies: Companies
    created: datetime = field(compare=False)

    @property
    def manages(self) -> bool:
        """Whether it may change other members."""
        return bool(self.roles & MANAGING)

    @property
    def owns(self) -> bool:
        """Whether it is an owner."""
        return MemberRole.OWNER in self.roles

    @classmethod
    def of(cls, row: MemberRow) -> "Member":
        """The member a row stands for."""
        companies = AllCompanies.ALL if row.all_companies else frozenset(row.company_ids)
        roles = frozenset(MemberRole(role) for role in row.roles)
        return cls(row.user_id, row.email, roles, companies, row.created)

    def as_audited(self) -> dict[str, object]:
        """What the audit log keeps of it."""
        return audited(self.roles, self.companies)


def audited(roles: Collection[MemberRole], companies: Companies) -> dict[str, object]:
    """Roles and companies as the audit log shows them."""
    listed = "all" if companies is AllCompanies.ALL else sorted(str(company) for company in companies)
    return {"roles": in_order(roles), "companies": listed}


def in_order(roles: Collection[MemberRole]) -> list[str]:
    """The roles as they are stored: from most to least."""
    return [role.value for role in MemberRole if role in roles]


def parse_roles(names: Collection[str]) -> frozenset[MemberRole]:
    """Roles by name. Raises `RoleUnknown`."""
    for name in names:
        if name not in set(MemberRole):
            raise RoleUnknown(role=name)
    return frozenset(MemberRole(name) for name in names)


def check_reach(roles: Collection[MemberRole], companies: Companies) -> None:
    """Refuse roles and companies that do not go together. Raises `CompaniesInvalid`."""
    if not roles:
        raise CompaniesInvalid(reason="it has no role")
    if companies is AllCompanies.ALL:
        return
    if not companies:
        raise CompaniesInvalid(reason="it has no company")
    if MANAGING & frozenset(roles):
        raise CompaniesInvalid(reason="an owner or admin cannot be limited to some companies")


@dataclass(frozen=True)
class Seats:
    """What of a tenant's people and companies a plan limits."""

    members: int
    companies: int
