"""Reports: each one named statement over the facts, with a typed result, as the tenant and nothing more.

`run_report` first applies the tenant's own queue while that is short, and says as of when its numbers are.
Cohorts are UTC days: a message counts on the day it was sent, with all that has come of it since.
"""
