"""Lists: named sets of leads that somebody chose, or that people joined.

`service` makes, renames, deletes and restores lists; `members` puts leads on them and takes them off;
`confirming` is double opt-in; `upkeep` is what the worker does at night.

A single opt-in list takes a lead at once; a double one asks them by mail, and until they have answered they
are `pending`. Who left a list comes back only where somebody says how they asked for it: the ledger of
consents remembers by the hash of their address, so that neither an import nor a new lead of the same address
forgets. Suppressed addresses are never taken. Each consent that was given or taken back is a row of
`consent_events`.

How many members a list has is exact at any moment (`contact_count`): a trigger notes each change, and reading
adds up what is noted. Whatever changes members first locks their leads, in the order of their ids, and so
never waits for somebody who waits for it.
"""
