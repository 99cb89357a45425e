"""The first sign-in to a mailbox, and whose its address is from then on: once over all tenants."""
