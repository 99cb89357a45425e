"""Segments: questions about leads, answered when they are used.

A filter is a tree of conditions, stored as JSON and written by people as text (`tags has vip and
engagement.last_opened after "30 days ago"`):

    words, reading      text or JSON  ─► tree        checked against `catalogue`: what a tenant can ask for
    compiling           tree ─► a condition of fixed fragments and its parameters
    matching            count, pages and all ids of the leads that meet it
    service             segments with names: made, changed, deleted
    audience            who a campaign may be sent to: lists and segments, less others

Every condition is true or false of every lead, never unknown: `not` is the exact opposite of `is`, so it is
true of leads that have no value. A lead that was sent nothing has zero of everything.

Filters run as the platform's worker, because row level security would keep the GIN indexes from being used
(their operators are not leakproof). Each statement therefore says tenant and companies itself.
"""
