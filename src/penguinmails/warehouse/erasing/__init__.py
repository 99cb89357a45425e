"""Forgetting people and tenants in events, states, facts and archived files, without changing a figure.

A person's lead becomes a random id, the same one everywhere; what the ledger knows of where, with what and
in which words goes. So every sum stays as it was, to the last digit. `olap.erasures` and a file beside the
database (`PENGUINMAILS_ARCHIVE_JOURNAL`) remember by SHA-256 which id became which: enough to do it again in
a backup that is restored and still has the id, and of no use to anybody who has not.
"""
