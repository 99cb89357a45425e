"""Whatever the world writes back, the platform takes for what it is."""

import pytest

from penguinmails.delivery.inbound.classifying import Intent, MailKind, classify
from penguinmails.delivery.inbound.reading import read_mail
from penguinmails.ledger import BounceType
from penguinmails.sandbox import By, Kind
from penguinmails.sandbox.acting.letters import letter
from penguinmails.sandbox.reading import Mail, read
from penguinmails.sandbox.world.acts import Act
from penguinmails.sandbox.world.phrases import AWAY, REPLIES
from tests.sandbox.factories import message

TO = {"to": "bounce+1@sender.example"}
INTENTS = {
    "interested": {Intent.INTERESTED, Intent.MEETING},
    "not_interested": {Intent.NOT_INTERESTED},
    "remove_me": {Intent.UNSUBSCRIBE},
}


def mail() -> Mail:
    message_id, octets = message("http://127.0.0.1:1", "ann.lee@corp.example", name="one")
    return read(
        octets, envelope_from=TO["to"], recipient="ann.lee@corp.example", message_id=message_id
    )  # fmt: skip


def written(
    kind: Kind, manner: dict[str, str], *, client: str = "gmail", seed: int = 1, name: str | None = None
) -> bytes:
    act = Act(1, kind, By.HUMAN, client, manner=TO | manner)
    return letter(act, mail(), seed=seed, answered_id=name or mail().message_id).message


@pytest.mark.parametrize("language", REPLIES)
@pytest.mark.parametrize("mood", REPLIES["en"])
def test_replies(language: str, mood: str) -> None:
    for seed in range(12):
        received = read_mail(written(Kind.REPLY, {"language": language, "mood": mood}, seed=seed))
        judged = classify(received)
        assert judged.kind is MailKind.REPLY
        assert received.in_reply_to == "one@sender.example"
        assert "buy" not in (judged.reply_text or "")
        assert mood not in INTENTS or judged.reply_intent in INTENTS[mood], judged.reply_text


@pytest.mark.parametrize("language", AWAY)
@pytest.mark.parametrize("client", ["gmail", "outlook_web"])
def test_automatic_answers(language: str, client: str) -> None:
    judged = classify(read_mail(written(Kind.AUTO_REPLY, {"language": language}, client=client)))
    assert judged.kind is MailKind.AUTO_REPLY


def test_bounces() -> None:
    judged = classify(read_mail(written(Kind.BOUNCE, {}, name="new.id@amazonses.example")))
    [bounced] = judged.bounces
    assert (judged.kind, bounced.address) == (MailKind.BOUNCE, "ann.lee@corp.example")
    assert (bounced.bounce_type, bounced.is_final) == (BounceType.HARD, True)
    assert judged.original_message_id == "new.id@amazonses.example"


def test_complaints() -> None:
    judged = classify(read_mail(written(Kind.COMPLAINT, {})))
    assert judged.kind is MailKind.COMPLAINT
    assert judged.feedback is not None
    assert judged.feedback.mail_from == TO["to"]
    assert judged.original_message_id == "one@sender.example"
