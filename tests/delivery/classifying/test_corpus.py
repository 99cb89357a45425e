"""Reports as they really came: taken for what they are, and final only where they are."""

from collections import Counter

import pytest

from penguinmails.delivery.inbound.classifying import Action, MailKind, Reason
from penguinmails.ledger import BounceType
from tests.delivery.classifying.corpus import is_right, judged, samples

# What the corpus calls the reasons, where there is one word of ours for it.
REASONS = {
    "userunknown": Reason.NO_SUCH_MAILBOX,
    "hostunknown": Reason.DOMAIN_UNKNOWN,
    "hasmoved": Reason.MOVED,
    "mailboxfull": Reason.MAILBOX_FULL,
    "authfailure": Reason.AUTHENTICATION,
    "mesgtoobig": Reason.TOO_BIG,
    "exceedlimit": Reason.TOO_BIG,
    "toomanyconn": Reason.RATE_LIMITED,
    "expired": Reason.EXPIRED,
    "requireptr": Reason.BLOCKED,
    "blocked": Reason.BLOCKED,
    "spamdetected": Reason.SPAM,
    "suspend": Reason.MAILBOX_DISABLED,
}


def test_nineteen_of_twenty_are_right() -> None:
    wrong = {sample.name for sample in samples() if not is_right(sample, judged(sample))}
    assert len(samples()) == 288
    assert len(wrong) <= 0.05 * len(samples()), sorted(wrong)


@pytest.mark.parametrize("tuning", [True, False])
def test_either_half_is_right_nearly_always(*, tuning: bool) -> None:
    half = [sample for sample in samples() if sample.is_for_tuning is tuning]
    assert sum(is_right(sample, judged(sample)) for sample in half) >= 0.92 * len(half)


def test_complaints_and_holidays_are_no_bounces() -> None:
    others = [sample for sample in samples() if sample.kind is not MailKind.BOUNCE]
    assert [sample.name for sample in others if judged(sample).bounces] == []


def test_nearly_all_reports_name_whom_they_are_about() -> None:
    found = [judged(sample) for sample in samples() if sample.kind is MailKind.BOUNCE]
    named = sum(all(bounce.address for bounce in classified.bounces) for classified in found)
    assert named >= 0.99 * len(found)


def test_reasons_are_found() -> None:
    told = Counter[bool]()
    for sample in samples():
        (reason, *others) = sample.reasons
        classified = judged(sample)
        if reason in REASONS and not others and len(classified.bounces) == 1:
            told[classified.bounces[0].reason is REASONS[reason]] += 1
    assert told[True] >= 0.9 * told.total(), told


def test_what_is_delayed_is_never_final() -> None:
    bounces = [bounce for sample in samples() for bounce in judged(sample).bounces]
    delayed = [bounce for bounce in bounces if bounce.action is Action.DELAYED]
    assert delayed
    assert {bounce.bounce_type for bounce in delayed} == {BounceType.SOFT}
    assert not any(bounce.is_final for bounce in delayed)


def test_what_is_full_or_blocked_is_never_hard() -> None:
    passing = {
        Reason.MAILBOX_FULL,
        Reason.BLOCKED,
        Reason.SPAM,
        Reason.RATE_LIMITED,
        Reason.EXPIRED,
        Reason.NETWORK,
    }
    bounces = [bounce for sample in samples() for bounce in judged(sample).bounces]
    assert BounceType.HARD not in {bounce.bounce_type for bounce in bounces if bounce.reason in passing}
