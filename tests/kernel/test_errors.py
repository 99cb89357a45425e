"""What users are told."""

from penguinmails.kernel.errors import PenguinError


class MailboxAway(PenguinError):
    """The mailbox {address} does
    not answer.

    This is for whoever reads the code.
    """

    code, status, transient = "mailbox_away", 503, True
    hint = "Look at {address}."


def test_the_docstrings_first_paragraph_is_the_message() -> None:
    error = MailboxAway(address="a@example.org")
    assert error.message == "The mailbox a@example.org does not answer."
    assert str(error) == "The mailbox a@example.org does not answer. Look at a@example.org."
    assert error.as_dict() == {
        "code": "mailbox_away",
        "message": "The mailbox a@example.org does not answer.",
        "hint": "Look at a@example.org.",
    }
    assert error.data == {"address": "a@example.org"}


def test_data_is_not_read_as_a_template() -> None:
    assert MailboxAway(address="{0.__class__}").message == "The mailbox {0.__class__} does not answer."
