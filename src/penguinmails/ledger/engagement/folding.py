"""Whole states of messages and leads, from what was sent and what became of it. Pure, in any order."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from penguinmails.audiences import EngagementCopy
from penguinmails.ledger.engagement.model import Marks, MessageEngaged, SentMessage

Story = tuple[SentMessage, Marks | None]


def message_state(sent: SentMessage, marks: Marks, version: int) -> MessageEngaged:
    """A message, for its campaign."""
    return MessageEngaged(
        message_id=sent.message_id,
        version=version,
        lead_id=sent.lead_id,
        campaign_id=sent.campaign_id,
        step_id=sent.step_id,
        opened_human=marks.opened_human,
        clicked_human=marks.clicked_human,
        replied=marks.replied,
        auto_replied=marks.auto_replied,
        bounced=marks.bounced if marks.bounces else None,
        bounce_type=marks.bounce_type if marks.bounces else None,
        complained=marks.complained,
        unsubscribed=marks.unsubscribed,
    )


def lead_state(lead_id: UUID, stories: Sequence[Story], version: int) -> EngagementCopy:
    """A lead, by all it was ever sent.

    The score is ten for a message opened, twenty more for one clicked, forty more for one answered, to 100.
    """
    known = [marks for _, marks in stories if marks is not None]
    opened = sum(marks.opened_human is not None for marks in known)
    clicked = sum(marks.clicked_human is not None for marks in known)
    replied = sum(marks.replied is not None for marks in known)
    return EngagementCopy(
        lead_id=lead_id,
        version=version,
        sent=len(stories),
        opened_human=opened,
        clicked_human=clicked,
        replied=replied,
        soft_bounces_in_row=_soft_bounces_in_row(stories),
        score=min(100, 10 * opened + 20 * clicked + 40 * replied),
        last_sent=_last(sent.occurred for sent, _ in stories),
        last_opened=_last(marks.last_opened_human for marks in known),
        last_clicked=_last(marks.last_clicked_human for marks in known),
        last_replied=_last(marks.last_replied for marks in known),
        last_bounced=_last(marks.bounced for marks in known if marks.bounces),
    )


def _soft_bounces_in_row(stories: Sequence[Story]) -> int:
    """The latest messages, as far back as all bounced softly."""
    count = 0
    for _, marks in sorted(stories, key=lambda story: (story[0].occurred, story[0].message_id), reverse=True):
        if marks is None or not marks.bounces or marks.bounce_type != "soft":
            break
        count += 1
    return count


def _last(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
