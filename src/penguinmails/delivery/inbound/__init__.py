"""What comes back to our mail: bounces, complaints, automatic answers, replies.

Two ways in, one path. The `listening` server takes mail for bounce addresses and our mailboxes by SMTP, the
`polling` reads mailboxes by IMAP; both hand the bytes to `intake`, which in one transaction keeps the mail,
finds the message it belongs to (`matching`), puts it into its conversation (`threads`) and tells the ledger
and the campaigns (`news`). `notices` is the same path for what a provider reports by itself.

The tenant comes from the mailbox or from the verified token of a bounce address, never from what a mail says.
What matches nothing, or cannot be read, is kept and listed (`unmatched`). Nothing here ever answers a mail.
"""
