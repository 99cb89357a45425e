"""The ground: tiers, transactions bound to a tenant, settings, errors, clock, ids, secrets, handoff, log.

Imports nothing of ours. Everything else stands on it.
"""
