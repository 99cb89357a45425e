"""Automatic answers are known for what they are, and people are not taken for machines."""

from functools import cache

import pytest

from penguinmails.delivery.inbound.classifying import AutoReason, Classified, Intent, MailKind, classify
from penguinmails.delivery.inbound.reading import read_mail
from tests.delivery.classifying.wording import machines_answer, persons_answer

# The rules were written with the seeds below 1000.
SEEDS = range(50_000, 51_000)


@cache
def machines() -> list[tuple[str, Classified]]:
    """Languages of machines' answers, and what they are taken for."""
    answers = [machines_answer(seed) for seed in SEEDS]
    return [(language, classify(read_mail(raw))) for language, raw in answers]


@cache
def people() -> list[Classified]:
    """What persons' answers are taken for."""
    return [classify(read_mail(persons_answer(seed)[1])) for seed in SEEDS]


def test_of_machines_nineteen_of_twenty_are_caught_in_every_language() -> None:
    missed = [language for language, found in machines() if found.kind is not MailKind.AUTO_REPLY]
    assert len(missed) <= 0.05 * len(machines())
    for language in {language for language, _ in machines()}:
        assert missed.count(language) <= 0.1 * len([1 for known, _ in machines() if known == language])


def test_of_people_hardly_one_in_fifty_is_taken_for_a_machine() -> None:
    taken = [found for found in people() if found.kind is not MailKind.REPLY]
    assert len(taken) <= 0.02 * len(people())


def test_neither_is_ever_a_bounce() -> None:
    assert not any(found.bounces for found in [*people(), *(found for _, found in machines())])


def mail(text: str, subject: str = "Re: A word", **headers: str) -> bytes:
    added = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return (
        f"From: Lead <lead@example.org>\nTo: ana@example.com\nSubject: {subject}\n{added}\n{text}\n".encode()
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I am out of the office until Monday. I have limited access to email.", AutoReason.VACATION),
        ("Maria no longer works with the company. For urgent matters please contact Tom.", AutoReason.LEFT),
        (
            "This is an automated message. We have received your request, ticket number 77.",
            AutoReason.RECEIVED,
        ),
        (
            "Your message is being held. Please click the link below to confirm you are human.",
            AutoReason.CHALLENGE,
        ),
        ("This is an automatically generated email.", AutoReason.OTHER),
    ],
)
def test_what_an_automatic_answer_is_about(text: str, reason: AutoReason) -> None:
    classified = classify(
        read_mail(mail(text, Auto_Submitted="auto-replied", In_Reply_To="<ours@example.com>"))
    )
    assert (classified.kind, classified.auto_reason) == (MailKind.AUTO_REPLY, reason)
    assert classified.original_message_id == "ours@example.com"
    away = reason is AutoReason.VACATION
    assert classified.reply_intent is (Intent.OUT_OF_OFFICE if away else None)


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"X_FC_MachineGenerated": "true"},
        {"Return_Path": "<>", "In_Reply_To": "<a@b>"},
        {"X_Autorespond": "x"},
    ],
)
def test_a_header_is_enough(headers: dict[str, str]) -> None:
    assert classify(read_mail(mail("Ok.", **headers))).kind is MailKind.AUTO_REPLY


@pytest.mark.parametrize(
    ("text", "subject", "headers"),
    [
        ("Fine.", "Re: Automatic reply: A word", {}),
        ("Fine.", "Re: A word", {"Auto_Submitted": "no"}),
        ("I'm on vacation until Monday, let's talk then!", "Re: A word", {}),
        (
            "Yes.\n\nOn Monday Ana <a@b.example> wrote:\n> I am out of the office.\n> In my absence contact Tom.",
            "Re: A word",
            {},
        ),
        ("Could you whitelist our address?", "Re: A word", {}),
    ],
)
def test_people_write_of_holidays_too(text: str, subject: str, headers: dict[str, str]) -> None:
    assert classify(read_mail(mail(text, subject, **headers))).kind is MailKind.REPLY


@pytest.mark.parametrize(
    "headers",
    [
        {"List_Unsubscribe": "<https://x.example/u>"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"},
        {"Auto_Submitted": "auto-generated"},
    ],
)
def test_newsletters_and_notifications_are_no_answers(headers: dict[str, str]) -> None:
    assert classify(read_mail(mail("Our news of this week.", "News", **headers))).kind is MailKind.OTHER
