"""Files of what a tenant has: leads, members of lists, suppressions.

`start_export` writes a row of `export_jobs` and queues the job that makes the file; `making` streams the rows
into it, under what the person who asked may see, and gives it its name when it is whole. The file lies in the
platform's home and goes when the tenant's retention for exports is over. `cells` is the one place that knows
how a value is written, in three formats, so that no spreadsheet takes a lead's name for a formula.
"""
