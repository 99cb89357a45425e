"""Who is written to next: due enrolments walk on through their steps, and messages are handed to delivery.

A batch of a campaign is one transaction: it claims due enrolments, makes each message with its id and time,
hands them on, and writes what was done. Killed anywhere, it has done all of it or nothing. A tenant is
planned by one scheduler at a time, so that what mailboxes and leads may take in a day holds over all its
campaigns.
"""
