"""Imports: files of leads, read in batches that can be killed, resumed and undone.

`service` has the use cases. `start_import` copies the file (`upload`), checks its mapping (`mapping`), queues
a job (`jobs`). `running` reads the next batch in a thread (`reading`, `columns`) while the database takes the
last (`batches`): one transaction for leads, memberships, refused rows, counts and the line reached. `folding`
says what becomes of addresses that are there more than once. `undoing` takes it all back.
"""
