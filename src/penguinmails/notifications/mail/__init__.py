"""The one way in which the platform itself sends mail: few, never in bulk, never counted among campaigns.

    CONFIRMATION = Letter(MailType.CONFIRMATION, write_confirmation)         # in an area above
    await queue_mail(tx, type_=MailType.CONFIRMATION, recipient=…, payload={"list_id": …}, idempotency_key=…)

`queue_mail` writes a row of `transactional_emails` and queues a job, both in the caller's transaction. The
job claims the row for two minutes, lets the letter's writer put it into words (links are completed there, so
that no row holds one), and hands it to the relay. What the relay refuses for good has failed; anything else
is tried again, for three days. A worker that died between the relay's answer and the commit leaves the
question open, and the mail is sent again, under the same Message-ID.

Without a relay mail waits; nothing is lost. `mime` builds the message, `relay` speaks SMTP, `sending` is one
attempt, `jobs` what workers run.
"""
