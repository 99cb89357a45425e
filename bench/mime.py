"""Building and signing messages: messages a second on one core, against EmailMessage, dkimpy and the bare key.

A newsletter of about 12 KB, with a line of the recipient's own among the lines of the template. Each figure is the
median of 5 rounds, all contenders in turn in each; the ratio is to the first of its group. *Bare* is the RSA
operation alone, which no signer can beat: the share of it that is reached is the signer's worth.
"""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import dkim  # pyright: ignore[reportMissingTypeStubs]
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from penguinmails.delivery.dkim import Signer, sign
from penguinmails.delivery.mime import Letter, compose
from penguinmails.kernel.db import Databases

ROUNDS, SECONDS = 5, 0.25
AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
ROW = '<tr><td style="padding:0 24px 16px;font:16px/1.5 Helvetica">We looked at how teams like yours plan, {}.</td></tr>\n'
HTML = (
    "<html><body><table>\n" + "".join(ROW.format(number) for number in range(75)) + "</table></body></html>\n"
)
TEXT = "".join(f"We looked at how teams like yours plan the quarter, {number}.\n" for number in range(45))


@dataclass(frozen=True)
class Key:
    """A key as infrastructure hands it out."""

    domain: str
    selector: str
    algorithm: str
    private_pem: bytes


def letters(count: int) -> list[Letter]:
    """Letters of one template to different people."""
    return [
        Letter(
            message_id=f"{number:032x}@mail.example.com",
            date=AT,
            from_email="ana@example.com",
            from_name="Ana Costa",
            to_email=f"lead{number}@example.org",
            to_name=f"José Lead {number}",
            subject=f"A word about your quarter, José {number}",
            html=f"<p>Olá José {number}</p>\n{HTML}",
            text=f"Olá José {number}\n{TEXT}",
            unsubscribe_url=f"https://t.example.com/u/{number:064x}",
            unsubscribe_mailto=f"u+{number:032x}@example.com",
        )
        for number in range(count)
    ]


def by_email_message(letter: Letter) -> bytes:
    """The same by the standard library."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"{letter.from_name} <{letter.from_email}>"
    message["To"] = f"{letter.to_name} <{letter.to_email}>"
    message["Subject"] = letter.subject
    message["Date"] = letter.date
    message["Message-ID"] = f"<{letter.message_id}>"
    message["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text or "", cte="quoted-printable")
    message.add_alternative(letter.html or "", subtype="html", cte="quoted-printable")
    return message.as_bytes()


def groups() -> dict[str, dict[str, Callable[[int], object]]]:
    """What is measured: group -> name -> one message, by its number."""
    some = letters(500)
    built = [compose(letter) for letter in some]
    rsa, ed25519 = generate_private_key(65537, 2048), Ed25519PrivateKey.generate()
    pems = [key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) for key in (rsa, ed25519)]
    by_rsa, by_ed25519 = (
        Signer.load(Key("example.com", "s", algorithm, pem))
        for algorithm, pem in zip(("rsa-2048", "ed25519"), pems, strict=True)
    )
    pkcs1 = rsa.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    digest = b"x" * 600

    def old(number: int) -> object:
        return dkim.sign(built[number], b"s", b"example.com", pkcs1, canonicalize=(b"relaxed", b"relaxed"))  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]

    return {
        "build": {
            "EmailMessage": lambda number: by_email_message(some[number]),
            "compose": lambda number: compose(some[number]),
        },
        "sign": {
            "bare rsa-2048": lambda _: rsa.sign(digest, PKCS1v15(), SHA256()),
            "dkimpy rsa-2048": old,
            "sign rsa-2048": lambda number: sign(built[number], [by_rsa], at=AT),
            "sign ed25519": lambda number: sign(built[number], [by_ed25519], at=AT),
            "sign both": lambda number: sign(built[number], [by_rsa, by_ed25519], at=AT),
        },
        "build and sign": {
            "bare rsa-2048": lambda _: rsa.sign(digest, PKCS1v15(), SHA256()),
            "rsa-2048": lambda number: sign(compose(some[number]), [by_rsa], at=AT),
            "ed25519": lambda number: sign(compose(some[number]), [by_ed25519], at=AT),
        },
    }


def rate(work: Callable[[int], object]) -> float:
    """Messages a second of CPU time."""
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        for number in range(20):
            work((done + number) % 500)
        done += 20
    return done / spent


async def main(databases: Databases | None = None) -> list[dict[str, object]]:
    """Measure, answer a row a contender."""
    del databases
    await asyncio.sleep(0)
    size = len(compose(letters(1)[0]))
    rows: list[dict[str, object]] = []
    for group, contenders in groups().items():
        rates: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, work in contenders.items():
                rates[name].append(rate(work))
        first = next(iter(contenders))
        for name, found in rates.items():
            ratios = [own / of_first for own, of_first in zip(found, rates[first], strict=True)]
            rows.append(
                {
                    "what": f"{group}: {name}",
                    "messages/s": f"{statistics.median(found):,.0f}",
                    "to the first": f"{statistics.median(ratios):.2f}",
                    "octets": size,
                }
            )
    return rows
