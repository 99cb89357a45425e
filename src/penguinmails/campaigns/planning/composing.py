"""A message as it is handed to delivery: who writes what to whom, and how it is tracked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from penguinmails.audiences import Lead
from penguinmails.campaigns.definitions.model import Step, Variant
from penguinmails.campaigns.planning.model import Campaign, Due
from penguinmails.delivery import Kind, PlannedMessage, Tracking
from penguinmails.infrastructure import SendableMailbox
from penguinmails.kernel import ids

_FOLLOWUP_AHEAD: Final = 10
"""By how much follow-ups go before first messages in a mailbox's queue."""
_SEED: Final = (1 << 62) - 1


@dataclass(frozen=True)
class Form:
    """What a step sends: its own template or a variant's, in the version pinned at the launch."""

    template_id: UUID
    template_version: int
    subject: str | None
    variant_id: UUID | None


def form_of(step: Step, variant: Variant | None) -> Form | None:
    """None where nothing published is there to be sent."""
    if variant is not None:
        template_id, version = variant.template_id, variant.template_version
        subject = variant.subject_override or step.subject_override
    else:
        template_id, version, subject = step.template_id, step.template_version, step.subject_override
    if template_id is None or version is None:
        return None
    return Form(template_id, version, subject, None if variant is None else variant.id)


def compose(  # noqa: PLR0917 - all that makes a message, in one call
    campaign: Campaign,
    step: Step,
    form: Form,
    due: Due,
    lead: Lead,
    said: Mapping[str, Any],
    mailbox: SendableMailbox,
    now: datetime,
) -> PlannedMessage:
    """The message of a step to a lead, with an id made here and now."""
    message_id = ids.uuid7()
    from_name = step.from_name_override or campaign.from_name or mailbox.display_name
    sender = {"name": from_name, "email": mailbox.from_address}
    first = due.first_message_id is None
    return PlannedMessage(
        message_id=message_id,
        kind=Kind.CAMPAIGN,
        mailbox_id=mailbox.id,
        planned=now,
        from_email=mailbox.from_address,
        to_email=lead.email,
        company_id=campaign.company_id,
        template_id=form.template_id,
        template_version=form.template_version,
        render_seed=message_id.int & _SEED,
        merge_data={**said, "sender": {key: value for key, value in sender.items() if value}},
        campaign_id=campaign.id,
        step_id=step.id,
        variant_id=form.variant_id,
        enrolment_id=due.id,
        lead_id=lead.id,
        parent_message_id=due.first_message_id if step.same_thread else None,
        priority=campaign.priority if first else max(1, campaign.priority - _FOLLOWUP_AHEAD),
        from_name=from_name,
        reply_to=campaign.reply_to or mailbox.reply_to,
        to_name=lead.called,
        subject=form.subject,
        receiving_provider=lead.receiving_provider,
        campaign_type=campaign.campaign_type,
        tracking=Tracking(
            opens=campaign.track_opens,
            clicks=campaign.track_clicks,
            consent=lead.tracking_consent,
            utm=utm_of(campaign.metadata),
        ),
        keep_body=campaign.keep_bodies,
    )


def utm_of(metadata: Mapping[str, Any]) -> dict[str, str]:
    """What is added to links, of a campaign's metadata."""
    return {key: str(value) for key, value in metadata.items() if key.startswith("utm_") and value}
