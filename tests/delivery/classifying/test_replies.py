"""What is new in a reply, and what it means."""

import pytest

from penguinmails.delivery.inbound.classifying import Intent, MailKind, classify, without_quotes
from penguinmails.delivery.inbound.reading import read_mail

OWN = "Hello, shall we talk?\nUnsubscribe: https://t.example.com/u"
QUOTED = "\n".join(f"> {line}" for line in OWN.split("\n"))

LEADS = [
    "On Mon, Nov 16, 2026 at 9:12 AM Ana Costa <ana@example.com> wrote:",
    "On Mon, Nov 16, 2026 at 9:12 AM Ana Costa, Head of everything,\n<ana@example.com> wrote:",
    "Am 16.11.26 um 09:12 schrieb Ana Costa:",
    "Le 16/11/2026 à 09:12, Ana Costa a écrit :",
    "El 16 nov 2026, a las 9:12, Ana Costa <ana@example.com> escribió:",
    "Il giorno lun 16 nov 2026 alle ore 09:12 Ana Costa <ana@example.com> ha scritto:",
    "Em seg., 16 de nov. de 2026 às 09:12, Ana Costa <ana@example.com> escreveu:",
    "Op ma 16 nov. 2026 om 09:12 schreef Ana Costa <ana@example.com>:",
    "Den 16.11.2026 09:12, skrev Ana Costa:",
    "W dniu 16.11.2026 o 09:12, Ana Costa pisze: napisał:",
    "16.11.2026, 09:12, Ana Costa <ana@example.com> написал:",
    "Ana Costa <ana@example.com> schrieb am Mo., 16. Nov. 2026, 09:12:",
]
HEADS = [
    "-----Original Message-----\nFrom: Ana Costa",
    "________________________________\nFrom: Ana Costa <ana@example.com>\nSent: Monday",
    "From: Ana Costa <ana@example.com>\nSent: Monday\nTo: Lead\nSubject: A word",
    "Von: Ana Costa <ana@example.com>\nGesendet: Montag\nAn: Lead\nBetreff: A word",
    "De : Ana Costa\nEnvoyé : lundi\nÀ : Lead\nObjet : A word",
    "Da: Ana Costa\nInviato: lunedì\nA: Lead",
    "-----Ursprüngliche Nachricht-----\nVon: Ana",
    "---------- Forwarded message ---------\nFrom: Ana",
]


@pytest.mark.parametrize("lead", LEADS)
def test_quotes_are_left_out(lead: str) -> None:
    assert without_quotes(f"Yes, gladly.\n\n{lead}\n{QUOTED}") == "Yes, gladly."
    assert without_quotes(f"{lead}\n{QUOTED}\n\nYes, gladly.") == "Yes, gladly."
    assert without_quotes(f"Yes, gladly.\n\n{lead}\n\n{OWN}") == "Yes, gladly."


@pytest.mark.parametrize("head", HEADS)
def test_what_outlook_puts_below_is_left_out(head: str) -> None:
    assert without_quotes(f"Yes, gladly.\n\n{head}\n\n{OWN}") == "Yes, gladly."


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nTom\nExample Ltd",
        "Sent from my iPhone",
        "Get Outlook for iOS",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
    ],
)
def test_signatures_are_left_out(signature: str) -> None:
    assert without_quotes(f"Yes, gladly.\n\n{signature}\n") == "Yes, gladly."


@pytest.mark.parametrize(
    "text", ["Yes, gladly.", "On Monday I wrote to you:", "One\n\ntwo\n\n-three-", "", "From: here to there"]
)
def test_nothing_else_is_left_out(text: str) -> None:
    assert without_quotes(text) == text


@pytest.mark.parametrize(
    "html",
    [
        '<div>Yes, <b>gladly</b>.</div><br><div class="gmail_quote"><div class=gmail_attr>On Mon wrote:</div><blockquote>Unsubscribe</blockquote></div>',
        "<p>Yes, gladly.</p><div id='divRplyFwdMsg'>From: Ana</div><div>Unsubscribe</div>",
        "<html><head><style>p{x}</style></head><body>Yes,&nbsp;gladly.<blockquote type=cite>Unsubscribe</blockquote></body></html>",
    ],
)
def test_html_alone_is_read_as_well(html: str) -> None:
    raw = f"From: lead@example.org\nIn-Reply-To: <a@b>\nContent-Type: text/html\n\n{html}".encode()
    classified = classify(read_mail(raw))
    assert (classified.reply_text or "").replace("\u00a0", " ") == "Yes, gladly."


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("Please unsubscribe me.", Intent.UNSUBSCRIBE),
        ("STOP", Intent.UNSUBSCRIBE),
        ("Remove me from your list, this is spam", Intent.UNSUBSCRIBE),
        ("Do not contact me again.", Intent.UNSUBSCRIBE),
        ("Bitte löschen Sie meine Daten.", Intent.UNSUBSCRIBE),
        ("Merci de me désinscrire.", Intent.UNSUBSCRIBE),
        ("No me escriban más", Intent.UNSUBSCRIBE),
        ("Cancellatemi dalla lista", Intent.UNSUBSCRIBE),
        ("Graag uitschrijven", Intent.UNSUBSCRIBE),
        ("Thanks, but we're not interested at the moment.", Intent.NOT_INTERESTED),
        ("Wir haben leider kein Interesse.", Intent.NOT_INTERESTED),
        ("Nous ne sommes pas intéressés.", Intent.NOT_INTERESTED),
        ("No nos interesa, gracias.", Intent.NOT_INTERESTED),
        ("Let's schedule a call next week, are you free on Tuesday?", Intent.MEETING),
        ("Können wir nächste Woche telefonieren?", Intent.MEETING),
        ("Je suis disponible jeudi pour un appel.", Intent.MEETING),
        ("Sounds interesting, please send me more information.", Intent.INTERESTED),
        ("Klingt interessant, was kostet das?", Intent.INTERESTED),
        ("Cela m'intéresse, pouvez-vous m'envoyer vos tarifs ?", Intent.INTERESTED),
        ("Me interesa, envíeme más información.", Intent.INTERESTED),
        ("You have the wrong person, I forwarded it to Tom.", Intent.OTHER),
        ("Hm.", None),
        ("", None),
    ],
)
def test_what_a_reply_means(text: str, intent: Intent | None) -> None:
    raw = f"From: lead@example.org\nSubject: Re: A word\nIn-Reply-To: <a@b>\n\n{text}\n\nOn Mon, Ana wrote:\n{QUOTED}\n"
    classified = classify(read_mail(raw.encode()))
    assert (classified.kind, classified.reply_intent) == (MailKind.REPLY, intent)
    assert (classified.confidence is None) == (intent is None)
    assert classified.original_message_id == "a@b"


@pytest.mark.parametrize(
    "text",
    [
        "We love it, please don't remove us from the beta list yet while we talk about how our own customers unsubscribe."
        + " Could you tell us more about the price and the roadmap?" * 5,
    ],
)
def test_many_meanings_make_the_first_less_sure(text: str) -> None:
    classified = classify(read_mail(f"From: lead@example.org\nIn-Reply-To: <a@b>\n\n{text}".encode()))
    assert classified.confidence is not None
    assert classified.confidence < 0.75


def test_an_empty_mail_to_the_list_unsubscribe_address_is_a_request() -> None:
    classified = classify(
        read_mail(b"From: lead@example.org\nTo: u+tok@example.com\nSubject: unsubscribe\n\n")
    )
    assert (classified.kind, classified.reply_intent) == (MailKind.REPLY, Intent.UNSUBSCRIBE)
