"""Leads: somebody to write to. Adding, finding, changing, tagging, deleting, bringing back, erasing.

An address is there once in a company and once in what the tenant shares; people give the address where it is
the only one in sight, and the id otherwise. `service` has the use cases, which join their caller's
transaction; `erasing` forgets a person for good and `purging` removes what nobody can restore any more, both
in transactions of their own. `card` puts together all that is known of one lead.

The status says whether mail may be sent and follows suppressions; people set the stage. No value of a lead
is ever written to the audit log, only which of its fields changed.
"""
