"""What holds for a whole batch of a campaign: its steps, windows, mailboxes and rules."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from penguinmails.audiences import Lead
from penguinmails.campaigns.definitions.model import Variant
from penguinmails.campaigns.planning import store
from penguinmails.campaigns.planning.choosing import Mailboxes
from penguinmails.campaigns.planning.model import Blackout, Campaign, PlanReason, SendDay, Steps
from penguinmails.campaigns.windows import Calendar, Window, next_opening, zone_of
from penguinmails.infrastructure import sendable_mailboxes
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import get_policies

SOON: Final = timedelta(seconds=60)
"""How long what a person may mend at any moment is left alone."""
_NEVER: Final = timedelta(days=1)


@dataclass(frozen=True)
class Wait:
    """Until when a campaign waits, and why."""

    until: datetime
    reason: PlanReason


@dataclass(frozen=True)
class Caps:
    """How often a lead may be written to, over all campaigns."""

    a_day: int | None
    apart: timedelta

    def allowed(self, days: list[SendDay], now: datetime) -> datetime | None:
        """None: now; else when a message may be planned again."""
        later: datetime | None = None
        if days and self.apart:
            free = max(day.last_planned for day in days) + self.apart
            later = free if free > now else None
        today = sum(day.planned for day in days if day.day == now.date())
        if self.a_day is not None and today >= self.a_day:
            later = max(midnight_after(now), later or now)
        return later


@dataclass
class Ground:
    """All that is the same for every enrolment of a batch."""

    campaign: Campaign
    steps: Steps
    variants: dict[UUID, list[Variant]]
    mailboxes: Mailboxes
    caps: Caps
    windows: tuple[Window, ...]
    blackouts: list[Blackout]
    lists: list[UUID]
    now: datetime
    _openings: dict[tuple[str | None, str | None], datetime] = field(
        default_factory=dict[tuple[str | None, str | None], datetime]
    )

    @property
    def zone(self) -> tzinfo:
        """The campaign's time zone; UTC where it names none that exists."""
        return zone_of(self.campaign.timezone) or UTC

    def waits(self) -> Wait | None:
        """Why nothing of the campaign can be planned now, if so."""
        mail = [step for step in self.steps if step.step_type == "email" and step.is_active]
        if not mail:
            return Wait(self.now + SOON, PlanReason.STEPS)
        if not self.campaign.recipient_timezone:
            opens = self._opening(self.zone, None)
            if opens > self.now:
                return Wait(opens, PlanReason.WINDOW)
        return self.exhausted()

    def exhausted(self) -> Wait | None:
        """Whether no mailbox takes anything more."""
        if self.mailboxes.capacity > 0:
            return None
        if self.mailboxes.any_sends:
            return Wait(midnight_after(self.now), PlanReason.CAPACITY)
        return Wait(self.now + SOON, PlanReason.MAILBOXES)

    def opening_for(self, lead: Lead) -> datetime:
        """When this lead may be written to: now, or at the next opening where the lead is."""
        zone_name = lead.timezone if self.campaign.recipient_timezone else None
        country = lead.country.upper() if lead.country else None
        known = self._openings.get((zone_name, country))
        if known is None:
            known = self._opening(zone_of(zone_name) or self.zone, country)
            self._openings[zone_name, country] = known
        return known

    def _opening(self, zone: tzinfo, country: str | None) -> datetime:
        without = frozenset(each.day for each in self.blackouts if each.country in (None, country))
        return next_opening(Calendar(self.windows, without), zone, self.now) or self.now + _NEVER


async def survey(tx: Tx, campaign: Campaign, now: datetime) -> Ground:
    """Read what a batch of a locked campaign needs."""
    steps = await store.steps_of(tx, campaign.id)
    own = await store.mailboxes_of(tx, campaign.id)
    mail = [step for step in steps if step.step_type == "email" and step.is_active]
    fixed = {step.email_account_id for step in mail if step.email_account_id is not None}
    rotates = any(step.email_account_id is None for step in mail)
    mailboxes = await sendable_mailboxes(
        tx,
        [*fixed, *(each.email_account_id for each in own if rotates)],
        await store.pools_of(tx, campaign.id) if rotates else (),
        weights={each.email_account_id: each.weight for each in own},
        from_addresses={
            each.email_account_id: each.from_address_id for each in own if each.from_address_id is not None
        },
        day=now.date(),
    )
    rules = await get_policies(tx)
    return Ground(
        campaign=campaign,
        steps=steps,
        variants=await store.variants_of(tx, campaign.id),
        mailboxes=Mailboxes(mailboxes, {each.email_account_id for each in own}),
        caps=Caps(rules.max_emails_per_lead_per_day, timedelta(hours=rules.min_hours_between_emails)),
        windows=tuple(
            Window(each.weekday, each.opens, each.closes) for each in await store.windows_of(tx, campaign.id)
        ),
        blackouts=await store.blackouts_of(tx, campaign.company_id, campaign.id, now.date()),
        lists=await store.lists_of(tx, campaign.id),
        now=now,
    )


def midnight_after(moment: datetime) -> datetime:
    """The next midnight in UTC: when the day's counts begin anew."""
    day: date = moment.astimezone(UTC).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
