"""Posting letters to where the platform receives mail."""

import aiosmtplib

from penguinmails.sandbox.acting.letters import Letter

_SECONDS = 60


async def post(place: tuple[str, int], letter: Letter) -> tuple[int | None, str]:
    """Hand over a letter by SMTP: the code and words of the last answer; None when there was none."""
    client = aiosmtplib.SMTP(
        hostname=place[0], port=place[1], timeout=_SECONDS, start_tls=False, local_hostname="sandbox.example"
    )
    options = [] if letter.recipient.isascii() and letter.sender.isascii() else ["SMTPUTF8"]
    try:
        async with client:
            _, words = await client.sendmail(
                letter.sender, [letter.recipient], letter.message, mail_options=options
            )
    except aiosmtplib.SMTPRecipientsRefused as error:
        return error.recipients[0].code, error.recipients[0].message
    except aiosmtplib.SMTPResponseException as error:
        return error.code, error.message
    except (aiosmtplib.SMTPException, OSError) as error:
        return None, str(error)
    return 250, words
