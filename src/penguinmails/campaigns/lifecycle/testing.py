"""Sending one message of a campaign to somebody who wants to see it. Nothing here commits."""

from uuid import UUID

from penguinmails.audiences import find_lead, merge_data, read_address
from penguinmails.audit import Actor, record_change
from penguinmails.campaigns.definitions import store
from penguinmails.campaigns.definitions.model import Campaign, Step, Variant
from penguinmails.campaigns.definitions.service import define, find_email
from penguinmails.campaigns.errors import NoMailboxNow, VariantUnknown
from penguinmails.content import get_template
from penguinmails.delivery import PLANNED, Kind, PlannedMessage, Tracking
from penguinmails.infrastructure import SendableMailbox, sendable_mailboxes
from penguinmails.kernel import clock, ids
from penguinmails.kernel.db import Tx
from penguinmails.kernel.handoff import send


async def send_test(
    tx: Tx,
    campaign_id: UUID,
    to: str,
    *,
    step: int | None = None,
    variant: str | None = None,
    lead: str | None = None,
    actor: Actor,
) -> PlannedMessage:
    """Queue an email step, as a lead would get it, for another address; untracked, counted in no figure.

    Through a mailbox of the campaign, in its limits. Raises `AddressInvalid`, `CampaignUnknown`,
    `StepUnknown`, `StepSendsNothing`, `VariantUnknown`, `NoMailboxNow`, and what finding the lead raises.
    """
    definition = await define(tx, campaign_id)
    chosen = await find_email(tx, campaign_id, step)
    form = await _form(tx, definition.campaign, chosen, variant)
    mailbox = await _mailbox(
        tx, definition.campaign, definition.of_kind("mailbox"), definition.of_kind("pool"), chosen
    )
    template_id = form.template_id if form else chosen.template_id
    if template_id is None:
        raise VariantUnknown(name=definition.campaign.name, variant=variant)
    template = await get_template(tx, template_id)
    merge = await merge_data(tx, (await find_lead(tx, lead)).id) if lead else {"email": read_address(to)}
    message_id = ids.uuid7()
    message = PlannedMessage(
        message_id=message_id,
        kind=Kind.TEST,
        mailbox_id=mailbox.id,
        planned=clock.now(),
        from_email=mailbox.from_address,
        from_name=chosen.from_name_override or definition.campaign.from_name or mailbox.display_name,
        reply_to=definition.campaign.reply_to or mailbox.reply_to,
        to_email=read_address(to),
        company_id=definition.campaign.company_id,
        campaign_id=campaign_id,
        step_id=chosen.id,
        template_id=template_id,
        template_version=template.current_version,
        subject=(form.subject_override if form else None) or chosen.subject_override,
        render_seed=message_id.int >> 66,
        merge_data=merge,
        priority=1,
        tracking=Tracking(opens=False, clicks=False, consent="off"),
    )
    await send(tx, PLANNED, {"messages": [message.payload()]})
    await record_change(tx, actor, "campaign.tested", campaign_id, new={"step": chosen.step_order})
    return message


async def _form(tx: Tx, campaign: Campaign, step: Step, label: str | None) -> Variant | None:
    forms = [each for each in await store.variants(tx, campaign.id) if each.step_id == step.id]
    if label is None:
        return forms[0] if forms else None
    for form in forms:
        if form.label == label.upper():
            return form
    raise VariantUnknown(name=campaign.name, variant=label)


async def _mailbox(
    tx: Tx, campaign: Campaign, mailboxes: tuple[UUID, ...], pools: tuple[UUID, ...], step: Step
) -> SendableMailbox:
    own = (step.email_account_id,) if step.email_account_id else mailboxes
    sendable = await sendable_mailboxes(tx, own, pools)
    for mailbox in sendable:
        if mailbox.capacity_left_today > 0:
            return mailbox
    reasons = " ".join(each.status_reason or f"{each.email} has no mail left today." for each in sendable)
    raise NoMailboxNow(name=campaign.name, reasons=reasons or "It has none.")
