"""What people write back, in their languages."""

from typing import Final

REPLIES: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        "interested": (
            "This sounds interesting. Could you send me some more details and your prices?",
            "Thanks for reaching out. I would be happy to talk, how about Tuesday at 10?",
            "Yes, please send over a proposal. Let's schedule a call next week.",
        ),
        "question": (
            "How does this compare with what we use today?",
            "Which of our offices would this be for?",
        ),
        "not_interested": (
            "Thank you, but we are not interested at the moment.",
            "No thanks, we already have a solution in place.",
        ),
        "referral": ("I am not the right person for this. Please contact my colleague in purchasing.",),
        "remove_me": (
            "Please remove me from your list.",
            "Unsubscribe me, and do not contact me again.",
        ),
    },
    "de": {
        "interested": ("Das klingt interessant. Können Sie mir bitte mehr dazu und Ihre Preise schicken?",),
        "question": ("Wie unterscheidet sich das von dem, was wir heute einsetzen?",),
        "not_interested": ("Vielen Dank, aber wir haben derzeit kein Interesse.",),
        "referral": ("Dafür bin ich nicht zuständig, bitte wenden Sie sich an meine Kollegin im Einkauf.",),
        "remove_me": ("Bitte streichen Sie mich von Ihrer Liste und schreiben Sie mir nicht mehr.",),
    },
    "fr": {
        "interested": ("Cela m'intéresse, pouvez-vous m'envoyer plus d'informations et vos tarifs ?",),
        "question": ("Quelle est la différence avec notre solution actuelle ?",),
        "not_interested": ("Merci, mais nous ne sommes pas intéressés.",),
        "referral": ("Je ne suis pas la bonne personne, merci de contacter le service des achats.",),
        "remove_me": ("Merci de me retirer de votre liste et de ne plus me contacter.",),
    },
    "es": {
        "interested": ("Me interesa, ¿me puede enviar más información y precios?",),
        "question": ("¿En qué se diferencia de lo que usamos hoy?",),
        "not_interested": ("Gracias, pero no estamos interesados.",),
        "referral": ("No soy la persona indicada, por favor contacte con el departamento de compras.",),
        "remove_me": ("Por favor, elimíneme de su lista y no me escriba más.",),
    },
    "nl": {
        "interested": ("Dat klinkt interessant. Kunt u mij meer informatie en prijzen sturen?",),
        "question": ("Wat is het verschil met wat wij nu gebruiken?",),
        "not_interested": ("Bedankt, maar wij hebben geen interesse.",),
        "referral": ("Hiervoor moet u bij mijn collega van inkoop zijn.",),
        "remove_me": ("Haal mij alstublieft van uw lijst en mail mij niet meer.",),
    },
}
WROTE: Final = {
    "en": "On {date}, {name} wrote:",
    "de": "Am {date} schrieb {name}:",
    "fr": "Le {date}, {name} a écrit :",
    "es": "El {date}, {name} escribió:",
    "nl": "Op {date} schreef {name}:",
}
ANSWER: Final = {"en": "Re: ", "de": "AW: ", "fr": "RE : ", "es": "RE: ", "nl": "Antw: "}
AWAY: Final = {
    "en": (
        "Automatic reply: ",
        "I am out of the office and will be back on Monday.",
    ),
    "de": (
        "Automatische Antwort: ",
        "Ich bin derzeit nicht im Büro und ab Montag wieder erreichbar.",
    ),
    "fr": ("Réponse automatique : ", "Je suis absent du bureau et serai de retour lundi."),
    "es": ("Respuesta automática: ", "Estoy fuera de la oficina y volveré el lunes."),
    "nl": ("Automatisch antwoord: ", "Ik ben niet op kantoor en maandag weer bereikbaar."),
}
