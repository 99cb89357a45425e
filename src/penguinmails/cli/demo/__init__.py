"""`penguinmails demo`: the whole platform at work on this machine, its numbers compared with the truth.

`stage` starts the platform and a world of recipients, `cast` makes a tenant with mailboxes, leads and
campaigns, `quiet` waits until nothing more happens, `comparing` holds what the ledger says against what the
recipients know they did.
"""
