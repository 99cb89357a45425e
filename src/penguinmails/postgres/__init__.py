"""The ground under every tier: PostgreSQL itself, its roles, schemas, rights and partitions.

Guide
-----
`provision(administrators, passwords, progress)` brings databases to what this program needs and answers
with the connection string of each role in each; `penguinmails up`, `migrate` and the tests call it:

1. `roles`       the six logins, and what is taken from PUBLIC
2. `migrations`  plain SQL files, once each, one runner at a time
3. `partitions`  months ahead, so that no row meets a table that cannot take it
4. `policies`    row level security and grants, derived from the tables and the lists of `tables`

`external.check(url)` says in one sentence what is wrong with a server an operator gave; `policies.drift` and
`partitions.horizon` are what `penguinmails doctor` asks. `snapshot` writes what all of it amounts to into
`migrations/schema/`, so that a change of the schema is seen in review.
"""

from penguinmails.postgres.provision import (
    Addresses,
    Passwords,
    addresses,
    create_database,
    pending,
    provision,
    settle,
)

__all__ = ["Addresses", "Passwords", "addresses", "create_database", "pending", "provision", "settle"]
