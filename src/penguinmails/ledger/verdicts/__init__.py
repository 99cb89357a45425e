"""Verdicts: whether a person or a machine opened or clicked. A judgement with its reason, never a fact.

`rules.Case` is pure: it answers for all hits of a message from these hits, when the message was accepted and
who else was visited from the same networks in the same seconds. `service` reads that, and adds a version
where the answer differs. Nothing is ever dropped or changed: the highest version of an event counts.
"""
