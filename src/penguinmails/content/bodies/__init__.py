"""Stored bodies: mail as it was received, and what is kept of outgoing mail, small and for as long as asked.

A message is stored once for each tenant and company. Attachments are cut out of it and stored once however
many messages carry them, because that is what repeats: two copies of one mail differ in their `Received`
lines, but a signature's logo is the same in a thousand answers. Putting a message together again gives its
bytes exactly; what could not be cut exactly was left in.
"""
