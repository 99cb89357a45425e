"""Letters that machines and people send, in nine languages, put together by chance.

The sentences are such as such letters have; which headers, subjects and sentences meet is decided by the seed.
"""

import random
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple


class Language(NamedTuple):
    """What letters in a language are made of."""

    greetings: tuple[str, ...]
    away: tuple[str, ...]
    back: tuple[str, ...]
    meanwhile: tuple[str, ...]
    received: tuple[str, ...]
    subjects: tuple[str, ...]
    people: tuple[str, ...]
    closings: tuple[str, ...]
    wrote: str


EN = Language(
    ("Hello,", "Hi there,", "Dear sender,", "Thank you for your message.", "Thanks for your email."),
    (
        "I am currently out of the office.",
        "I'm on annual leave this week and next.",
        "I will be away from my desk attending a conference.",
        "I am out of office on parental leave.",
        "I'm on vacation with my family.",
    ),
    (
        "I will be back on Monday, 14 December.",
        "I return to the office on 3 January.",
        "I'll be out until Thursday.",
    ),
    (
        "For urgent matters please contact my colleague at desk@example.org.",
        "I have limited access to email and will reply when I get back.",
        "In case of emergency, call our reception at +44 20 7946 0000.",
        "In my absence please write to team@example.org.",
    ),
    (
        "We have received your request and will get back to you as soon as possible. Ticket number 48213.",
        "Your enquiry has been received. One of our team will respond within 24 hours.",
    ),
    ("Automatic reply: {}", "Out of office: {}", "Auto: {}", "Out of the office", "Autoreply: {}"),
    (
        "Thanks for reaching out. We already work with another supplier and are happy with them.",
        "This sounds interesting, could you send me some more details and pricing?",
        "I'm travelling this week, but happy to talk next Tuesday at 3pm if that works for you.",
        "Please take me off your list.",
        "Not interested, thanks.",
        "I'm not the right person for this, try Maria in procurement.",
        "I am back from holiday and finally got to your email. What does the basic plan cost?",
        "Got it, will read it tonight. When I have questions I'll come back to you.",
        "We received the samples yesterday, they look good. Let me check with my boss.",
        "Who gave you my address? I never signed up for anything.",
        "Sure, Wednesday at 10 suits me. Call me on my mobile.",
        "Our office is closed on Fridays, so any other day is fine for a call.",
        "Thank you for your message. I read it with my colleagues and we would like to see a demo.",
    ),
    ("Best regards,\nJohn Miller", "Cheers,\nSue", "Kind regards\nPeter Hall\nHead of Sales"),
    "On Mon, 16 Nov 2026 at 09:12, Ana Costa <ana@example.com> wrote:",
)
DE = Language(
    (
        "Guten Tag,",
        "Hallo,",
        "Sehr geehrte Damen und Herren,",
        "Vielen Dank für Ihre Nachricht.",
        "Danke für Ihre E-Mail.",
    ),
    (
        "Ich bin derzeit nicht im Büro.",
        "Ich befinde mich bis einschließlich 4. Januar im Urlaub.",
        "Aktuell bin ich auf Dienstreise und nur schwer erreichbar, ich bin nicht im Büro.",
        "Ich bin vom 23.11. bis 5.12. abwesend.",
        "Ich bin momentan in Elternzeit.",
    ),
    ("Ab Montag, 7. Dezember bin ich wieder für Sie da.", "Ich bin ab dem 8. Januar wieder erreichbar."),
    (
        "In dringenden Fällen wenden Sie sich bitte an meine Kollegin unter buero@example.org.",
        "Ihre E-Mail wird nicht weitergeleitet.",
        "Ich habe keinen Zugriff auf meine E-Mails.",
        "Während meiner Abwesenheit vertritt mich Frau Schulz.",
    ),
    (
        "Wir haben Ihre Anfrage erhalten und melden uns schnellstmöglich bei Ihnen. Ticketnummer: 4711.",
        "Ihre Nachricht ist bei uns eingegangen, wir haben Ihre Nachricht erhalten und antworten innerhalb von zwei Werktagen.",
    ),
    ("Automatische Antwort: {}", "Abwesenheitsnotiz: {}", "Abwesend: {}", "Abwesenheit", "Urlaub bis 4.1."),
    (
        "Danke für Ihre Nachricht, aber wir haben keinen Bedarf.",
        "Klingt spannend. Können Sie mir bitte mehr Informationen und Preise schicken?",
        "Gerne können wir nächste Woche telefonieren, am besten Dienstag um 14 Uhr.",
        "Bitte nehmen Sie mich aus Ihrem Verteiler.",
        "Ich bin dafür nicht zuständig, bitte wenden Sie sich an unseren Einkauf.",
        "Ich war letzte Woche im Urlaub und komme erst jetzt dazu, Ihnen zu antworten. Was kostet das?",
        "Ich bin diese Woche viel unterwegs. Passt Ihnen Freitag?",
        "Wir haben Ihr Angebot bekommen, vielen Dank. Ich bespreche das mit der Geschäftsführung.",
        "Woher haben Sie meine Adresse?",
        "Kein Interesse.",
        "Im Urlaub habe ich darüber nachgedacht: wir wollen es ausprobieren.",
    ),
    ("Mit freundlichen Grüßen\nThomas Becker", "Viele Grüße\nSabine", "Beste Grüße\nDr. K. Wolf"),
    "Am 16.11.2026 um 09:12 schrieb Ana Costa <ana@example.com>:",
)
FR = Language(
    ("Bonjour,", "Madame, Monsieur,", "Merci pour votre message."),
    (
        "Je suis actuellement absent du bureau.",
        "Je suis en congés jusqu'au 4 janvier inclus.",
        "Je suis en déplacement professionnel cette semaine.",
        "Je serai absente du 23 novembre au 5 décembre.",
    ),
    ("Je serai de retour le lundi 7 décembre.", "Je vous répondrai à mon retour."),
    (
        "En cas d'urgence, vous pouvez contacter ma collègue à bureau@example.org.",
        "Je n'ai qu'un accès limité à ma messagerie.",
        "Pour toute demande urgente, appelez le standard.",
        "Pendant mon absence, merci d'écrire à equipe@example.org.",
    ),
    (
        "Nous avons bien reçu votre demande et vous répondrons dans les meilleurs délais.",
        "Votre message a bien été reçu, numéro de dossier 9921. Nous revenons vers vous dans les plus brefs délais.",
    ),
    ("Réponse automatique : {}", "Absence du bureau : {}", "Absent du bureau", "Message d'absence"),
    (
        "Merci pour votre message, mais nous ne sommes pas intéressés.",
        "Cela m'intéresse, pouvez-vous m'envoyer vos tarifs ?",
        "Je suis disponible jeudi à 15h pour en parler.",
        "Merci de me retirer de votre liste.",
        "Je ne suis pas la bonne personne, voyez avec le service achats.",
        "Je rentre de congés et je découvre votre mail. Quel est le prix ?",
        "J'étais en vacances la semaine dernière, on peut échanger demain ?",
        "Qui vous a donné mon adresse ?",
        "J'en parle à mon équipe et je reviens vers vous.",
    ),
    ("Cordialement,\nPierre Martin", "Bien à vous,\nClaire", "Bonne journée\nL. Dubois"),
    "Le lun. 16 nov. 2026 à 09:12, Ana Costa <ana@example.com> a écrit :",
)
ES = Language(
    ("Hola,", "Buenos días:", "Estimado/a:", "Gracias por su mensaje."),
    (
        "Estoy fuera de la oficina.",
        "Me encuentro de vacaciones hasta el 4 de enero.",
        "Estaré ausente del 23 de noviembre al 5 de diciembre.",
        "Estoy de viaje con acceso limitado al correo.",
    ),
    ("Regresaré el lunes 7 de diciembre.", "Le responderé a mi regreso."),
    (
        "Para asuntos urgentes, escriba a oficina@example.org.",
        "En caso de urgencia puede llamar al +34 910 000 000.",
        "Durante mi ausencia contacte con mi compañera Lucía.",
    ),
    (
        "Hemos recibido su consulta y le responderemos lo antes posible.",
        "Hemos recibido su mensaje. Número de ticket: 5521. Le contestaremos a la mayor brevedad.",
    ),
    ("Respuesta automática: {}", "Fuera de la oficina: {}", "Fuera de oficina", "Ausente: {}"),
    (
        "Gracias, pero no nos interesa.",
        "Me interesa, ¿puede enviarme más información y precios?",
        "¿Podemos hablar el jueves a las 11?",
        "Por favor, dame de baja de la lista.",
        "No soy la persona adecuada, hable con compras.",
        "Acabo de volver de vacaciones y he visto su correo. ¿Cuánto cuesta?",
        "Esta semana estoy de viaje, pero la próxima podemos vernos.",
        "Ya tenemos proveedor.",
    ),
    ("Saludos,\nCarlos Ruiz", "Un cordial saludo\nMarta", "Atentamente,\nJ. Gómez"),
    "El lun, 16 nov 2026 a las 9:12, Ana Costa (<ana@example.com>) escribió:",
)
IT = Language(
    ("Buongiorno,", "Salve,", "Grazie per il suo messaggio."),
    (
        "Sono fuori ufficio.",
        "Sono in ferie fino al 4 gennaio.",
        "Sarò assente dal 23 novembre al 5 dicembre.",
        "Sono in trasferta e avrò accesso limitato alla posta.",
    ),
    ("Rientrerò lunedì 7 dicembre.", "Le risponderò al mio rientro."),
    (
        "Per urgenze scrivere a ufficio@example.org.",
        "In caso di urgenza contattare la collega Giulia.",
        "Durante la mia assenza potete rivolgervi alla segreteria.",
    ),
    (
        "Abbiamo ricevuto la sua richiesta e le risponderemo il prima possibile.",
        "Abbiamo ricevuto il suo messaggio: un operatore la contatterà entro 24 ore.",
    ),
    ("Risposta automatica: {}", "Fuori ufficio: {}", "Fuori sede", "Assente: {}"),
    (
        "Grazie, ma non siamo interessati.",
        "Interessante, mi può inviare maggiori informazioni?",
        "Possiamo sentirci giovedì alle 15?",
        "Vi prego di cancellarmi dalla lista.",
        "Non sono la persona giusta, provi con l'ufficio acquisti.",
        "Sono appena tornato dalle ferie e ho letto la sua mail. Quanto costa?",
        "Abbiamo già un fornitore.",
    ),
    ("Cordiali saluti\nMarco Rossi", "Saluti,\nElena"),
    "Il giorno lun 16 nov 2026 alle ore 09:12 Ana Costa <ana@example.com> ha scritto:",
)
PT = Language(
    ("Olá,", "Bom dia,", "Obrigado pelo seu contacto."),
    (
        "Estou fora do escritório.",
        "Estou de férias até 4 de janeiro.",
        "Estarei ausente de 23 de novembro a 5 de dezembro.",
    ),
    ("Regresso na segunda-feira, 7 de dezembro.", "Responderei ao meu retorno."),
    (
        "Para assuntos urgentes contacte escritorio@example.org.",
        "Em caso de urgência ligue para a receção.",
        "Durante a minha ausência fale com a Joana.",
    ),
    (
        "Recebemos a sua mensagem e responderemos o mais breve possível.",
        "Recebemos o seu pedido. Entraremos em contacto assim que possível.",
    ),
    ("Resposta automática: {}", "Ausência: {}", "Fora do escritório", "Ausente"),
    (
        "Obrigado, mas não temos interesse.",
        "Tenho interesse, pode enviar mais informações e preços?",
        "Podemos falar na quinta às 11h?",
        "Por favor remova o meu e-mail da lista.",
        "Voltei ontem de férias e só agora vi o seu email. Quanto custa?",
        "Já temos fornecedor.",
    ),
    ("Cumprimentos,\nRui Silva", "Atenciosamente,\nPaula"),
    "Ana Costa <ana@example.com> escreveu no dia segunda, 16/11/2026 à(s) 09:12:",
)
NL = Language(
    ("Hallo,", "Beste,", "Bedankt voor uw bericht."),
    (
        "Ik ben momenteel niet op kantoor.",
        "Ik ben met vakantie tot en met 4 januari.",
        "Ik ben van 23 november tot 5 december afwezig.",
    ),
    ("Maandag 7 december ben ik weer aanwezig.", "Ik ben weer bereikbaar vanaf 8 januari."),
    (
        "Bij spoed kunt u contact opnemen met kantoor@example.org.",
        "Voor dringende zaken kunt u bellen met de receptie.",
        "Tijdens mijn afwezigheid neemt Jan mijn werk waar.",
    ),
    (
        "Wij hebben uw bericht ontvangen en antwoorden zo spoedig mogelijk.",
        "Wij hebben uw vraag in goede orde ontvangen. U krijgt binnen 2 werkdagen antwoord.",
    ),
    ("Automatisch antwoord: {}", "Afwezig: {}", "Afwezigheid", "Niet aanwezig: {}"),
    (
        "Bedankt, maar we hebben geen interesse.",
        "Klinkt interessant, kunt u meer informatie sturen?",
        "Kunnen we donderdag om 11 uur bellen?",
        "Wilt u mij van de lijst verwijderen, verwijder mijn adres.",
        "Ik ben net terug van vakantie en las uw mail. Wat kost het?",
        "We hebben al een leverancier.",
    ),
    ("Met vriendelijke groet,\nPiet de Vries", "Groeten\nAnneke"),
    "Op ma 16 nov 2026 om 09:12 schreef Ana Costa <ana@example.com>:",
)
SV = Language(
    ("Hej,", "Hej!", "Tack för ditt mejl."),
    (
        "Jag är inte på kontoret just nu.",
        "Jag är på semester till och med 4 januari.",
        "Jag är föräldraledig.",
    ),
    ("Jag är tillbaka den 7 december.", "Åter på jobbet den 8 januari."),
    ("Vid brådskande ärenden kontakta kontoret@example.org.", "Under min frånvaro svarar Karin på frågor."),
    ("Vi har mottagit ditt ärende och svarar så snart som möjligt.",),
    ("Autosvar: {}", "Automatiskt svar: {}", "Frånvaro: {}"),
    (
        "Tack, men vi är inte intresserade.",
        "Låter intressant, kan du skicka mer information?",
        "Ska vi prata på torsdag?",
        "Ta bort mig från listan.",
        "Jag har precis kommit hem från semestern. Vad kostar det?",
    ),
    ("Vänliga hälsningar\nErik", "Mvh\nSara Lund"),
    "Den mån 16 nov. 2026 kl 09:12 skrev Ana Costa <ana@example.com>:",
)
PL = Language(
    ("Dzień dobry,", "Witam,", "Dziękuję za wiadomość."),
    ("Jestem poza biurem.", "Przebywam na urlopie do 4 stycznia.", "Obecnie jestem nieobecny w pracy."),
    ("Wracam 7 grudnia.", "Odpowiem po powrocie."),
    (
        "W pilnych sprawach proszę o kontakt z biuro@example.org.",
        "Podczas mojej nieobecności zastępuje mnie Anna.",
    ),
    ("Otrzymaliśmy Państwa zgłoszenie i odpowiemy jak najszybciej.",),
    ("Odpowiedź automatyczna: {}", "Autoodpowiedź: {}", "Nieobecność: {}"),
    (
        "Dziękuję, ale nie jestem zainteresowany.",
        "Brzmi interesująco, proszę o więcej informacji i cennik.",
        "Możemy porozmawiać w czwartek?",
        "Proszę usunąć mój adres z bazy.",
        "Wróciłem z urlopu i dopiero czytam. Ile to kosztuje?",
    ),
    ("Pozdrawiam\nJan Kowalski", "Z poważaniem\nE. Nowak"),
    "W dniu pon., 16.11.2026 o 09:12 Ana Costa <ana@example.com> napisał(a):",
)
LANGUAGES = {"en": EN, "de": DE, "fr": FR, "es": ES, "it": IT, "pt": PT, "nl": NL, "sv": SV, "pl": PL}

OURS = "A word about your quarter"
_MARKS: tuple[dict[str, str], ...] = (
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
    {"Auto-Submitted": "auto-replied (vacation)", "Precedence": "bulk"},
    {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    {"X-Autoreply": "yes", "Precedence": "auto_reply"},
    {"X-Autorespond": OURS},
    {"Precedence": "auto_reply"},
    {"Return-Path": "<>"},
    {"Precedence": "junk"},
    {},
    {},
)


def _mail(subject: str, text: str, headers: dict[str, str]) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Somebody <lead@example.org>"
    message["To"] = "Ana Costa <ana@example.com>"
    message["Subject"] = subject
    message["Date"] = "Mon, 16 Nov 2026 10:00:00 +0000"
    message["Message-ID"] = "<answer-1@example.org>"
    for name, value in headers.items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


def _quoted(language: Language, choice: random.Random) -> str:
    own = "Hello,\nI saw how your team plans the quarter.\nIf you do not want to hear from me, unsubscribe here.\nAna"
    if choice.random() < 0.3:
        return f"\n\n________________________________\nFrom: Ana Costa <ana@example.com>\nSent: Monday\nTo: Lead\nSubject: {OURS}\n\n{own}"
    return f"\n\n{language.wrote}\n" + "\n".join(f"> {line}" for line in own.split("\n"))


def machines_answer(seed: int) -> tuple[str, bytes]:
    """An automatic answer: its language and the mail."""
    choice = random.Random(seed)
    name = choice.choice(list(LANGUAGES))
    language = LANGUAGES[name]
    headers = dict(choice.choice(_MARKS))
    if choice.random() < 0.7:
        headers["In-Reply-To"] = "<ours@example.com>"
    if choice.random() < 0.2:
        body = [choice.choice(language.received)]
    else:
        body = [choice.choice(language.away)]
        body += [choice.choice(language.back)] if choice.random() < 0.7 else []
        body += [choice.choice(language.meanwhile)] if len(body) == 1 or choice.random() < 0.8 else []
    text = "\n".join([choice.choice(language.greetings), *body, choice.choice(language.closings)])
    bare = not headers.keys() & {"Auto-Submitted", "X-Autoreply", "X-Autorespond"}
    subject = choice.choice(language.subjects) if choice.random() < (0.8 if bare else 0.5) else "Re: {}"
    if choice.random() < 0.2:
        text += _quoted(language, choice)
    return name, _mail(subject.format(OURS), text, headers)


def persons_answer(seed: int) -> tuple[str, bytes]:
    """A reply that somebody wrote: its language and the mail."""
    choice = random.Random(seed)
    name = choice.choice(list(LANGUAGES))
    language = LANGUAGES[name]
    greeting = choice.choice(["", *language.greetings])
    said = choice.sample(language.people, choice.choice([1, 1, 1, 2]))
    text = "\n".join([greeting, *said, choice.choice(["", *language.closings])]).strip()
    if choice.random() < 0.7:
        text += _quoted(language, choice)
    elif choice.random() < 0.2:
        away = "\n".join(
            f"> {line}" for line in (choice.choice(language.away), choice.choice(language.meanwhile))
        )
        text += f"\n\n{language.wrote}\n{away}"
    subject = f"Re: {OURS}"
    if choice.random() < 0.05:
        subject = f"Re: {choice.choice(language.subjects).format(OURS)}"
    headers = {"In-Reply-To": "<ours@example.com>", "References": "<ours@example.com>"}
    if choice.random() < 0.3:
        headers = {"X-Mailer": "Mailer 1.0"}
    if choice.random() < 0.2:
        headers["X-Auto-Response-Suppress"] = "DR, OOF, AutoReply"
    return name, _mail(subject, text, headers)
