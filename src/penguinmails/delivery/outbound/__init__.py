"""Outgoing mail, from its plan to the wire.

`queue`    messages of content.email_messages: planned, withdrawn, attempted, settled.
`lanes`    mailboxes as the sender sees them: caps, windows, gaps, leases, back-offs, held campaigns.
`stops`    nothing of a tenant, or nothing at all, is sent.
`composing` from a row to the bytes of a message.
`sending`  the protocol: what is committed before what is said, and what a result comes to.

    lane claimed (fence raised) ─► messages read ─► composed ─► GROUP, no larger than the open connections:
      oltp:    hold_addresses, blocked_among ………………………………………………………… released
      content:      results of the group before; this group `attempting`: COMMIT
      wire:                                                        MAIL, RCPT, DATA

A message is in the hands of whoever holds its lane; it has no lease of its own. It is `queued` or `deferred`
until the commit that makes it `attempting`, and that commit asks whether the lane is still held under the
same fence, whether sending was stopped, its campaign held, the message withdrawn. Killed before the commit,
nothing has happened. Killed after it, nobody knows: `uncertain`, and never sent again by itself.
"""
