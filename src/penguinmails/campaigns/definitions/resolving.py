"""From the names in a plan to the ids of what they name. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from penguinmails.audiences import find_list, find_segment
from penguinmails.campaigns.definitions.durations import read_duration
from penguinmails.campaigns.definitions.plan import END, OPPOSITES, Plan, PlannedStep, read_condition
from penguinmails.campaigns.errors import CampaignInvalid
from penguinmails.content import find_template
from penguinmails.infrastructure import find_mailbox, find_pool
from penguinmails.kernel import ids
from penguinmails.kernel.db import Tx
from penguinmails.tenancy import find_company, list_companies

_HOUR: Final = 3600
_SEND_CONDITIONS: Final = {"not replied": "no_reply", "not opened": "no_open", "not clicked": "no_click"}


@dataclass(frozen=True)
class Resolved:
    """A plan's parts by id. Lists and segments are by whether they are left out."""

    company_id: UUID
    lists: Mapping[bool, Sequence[UUID]]
    segments: Mapping[bool, Sequence[UUID]]
    mailboxes: Sequence[UUID]
    pools: Sequence[UUID]
    steps: Sequence[Mapping[str, Any]]
    variants: Sequence[Mapping[str, Any]]


async def resolve(tx: Tx, plan: Plan, *, company_id: UUID | None = None) -> Resolved:
    """Find everything a plan names. `company_id`: of the campaign it is to change.

    Raises `CampaignInvalid` where a mailbox belongs to another company than the campaign, and what finding
    each thing raises.
    """
    mailboxes = [await find_mailbox(tx, each) for each in plan.mailboxes]
    company = company_id or await _company(tx, plan, [mailbox.company_id for mailbox in mailboxes])
    for mailbox in mailboxes:
        if mailbox.company_id != company:
            raise CampaignInvalid(
                field="mailboxes", reason=f"{mailbox.email} belongs to another company than the campaign"
            )
    steps, variants = await _steps(tx, plan)
    return Resolved(
        company_id=company,
        lists={
            False: [(await find_list(tx, each)).id for each in plan.lists],
            True: [(await find_list(tx, each)).id for each in plan.without_lists],
        },
        segments={
            False: [(await find_segment(tx, each)).id for each in plan.segments],
            True: [(await find_segment(tx, each)).id for each in plan.without_segments],
        },
        mailboxes=[mailbox.id for mailbox in mailboxes],
        pools=[(await find_pool(tx, each)).id for each in plan.pools],
        steps=steps,
        variants=variants,
    )


async def _company(tx: Tx, plan: Plan, of_mailboxes: Sequence[UUID]) -> UUID:
    if plan.company is not None:
        return (await find_company(tx, plan.company)).id
    if of_mailboxes:
        return of_mailboxes[0]
    companies = await list_companies(tx)
    if len(companies) != 1:
        raise CampaignInvalid(field="company", reason=f"there are {len(companies)}; name one of them")
    return companies[0].id


async def _steps(tx: Tx, plan: Plan) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    step_ids = [ids.uuid7() for _ in plan.steps]
    by_name = {step.name: step_id for step, step_id in zip(plan.steps, step_ids, strict=True) if step.name}
    rows: list[dict[str, Any]] = []
    variants: list[dict[str, Any]] = []
    has_written = False
    for number, (step, step_id) in enumerate(zip(plan.steps, step_ids, strict=True)):
        row = {
            "id": str(step_id),
            "step_order": number + 1,
            "is_active": step.active,
            "send_condition": "always",
        }
        if step.email is not None:
            template_id = str((await find_template(tx, step.email)).id)
            row |= await _email(tx, step, template_id, answers=has_written)
            variants += await _variants(tx, step, step_id, template_id)
            has_written = True
        elif step.condition is not None:
            following = step_ids[number + 1] if number + 1 < len(step_ids) else None
            row |= await _branch(tx, step, by_name, following)
        else:
            row |= _wait(step)
        rows.append({"same_thread": False, "wait_extra_seconds": 0, "send_condition": "always", **row})
    return rows, variants


async def _email(tx: Tx, step: PlannedStep, template_id: str, *, answers: bool) -> dict[str, Any]:
    mailbox = await find_mailbox(tx, step.mailbox) if step.mailbox else None
    reply = step.reply if step.reply is not None else answers and step.subject is None
    return {
        "step_type": "email",
        "template_id": template_id,
        "subject_override": step.subject,
        "from_name_override": step.from_name,
        "email_account_id": mailbox and str(mailbox.id),
        "same_thread": reply,
        "send_condition": _SEND_CONDITIONS[step.only_if] if step.only_if else "always",
    }


async def _variants(tx: Tx, step: PlannedStep, step_id: UUID, template_id: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for variant in step.variants:
        own = str((await find_template(tx, variant.template)).id) if variant.template else template_id
        rows.append(
            {
                "id": str(ids.uuid7()),
                "step_id": str(step_id),
                "label": variant.label,
                "template_id": own,
                "subject_override": variant.subject,
                "weight": variant.weight,
            }
        )
    return rows


async def _branch(
    tx: Tx, step: PlannedStep, by_name: Mapping[str, UUID], following: UUID | None
) -> dict[str, Any]:
    kind, value = read_condition(step.condition or "")
    if kind == "in_list" and value is not None:
        value = str((await find_list(tx, value)).id)
    then = following if step.then is None else by_name.get(step.then)
    otherwise = None if step.otherwise is None else by_name.get(step.otherwise)
    if step.then == END:  # a row can end where a condition does not hold, not where it does
        kind, then, otherwise = OPPOSITES[kind], otherwise or following, None
    return {
        "step_type": "condition",
        "condition_type": kind,
        "condition_value": value,
        "on_true_step_id": then and str(then),
        "on_false_step_id": otherwise and str(otherwise),
    }


def _wait(step: PlannedStep) -> dict[str, Any]:
    if step.until is not None:
        return {"step_type": "wait", "wait_until_date": step.until.isoformat()}
    hours, seconds = divmod(read_duration(step.wait or ""), _HOUR)
    return {"step_type": "wait", "wait_duration_hours": hours, "wait_extra_seconds": seconds}
