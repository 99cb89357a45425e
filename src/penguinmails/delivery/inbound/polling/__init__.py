"""Mailboxes read by IMAP: their inbox and spam folder for what comes back, the Sent folder as evidence.

A folder is opened read-only (EXAMINE) and fetched with BODY.PEEK: nothing is marked, moved or deleted there.
How far it was read is a row of `content.imap_cursors`, which moves in the transaction that stores the mail.
"""
