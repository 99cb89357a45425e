"""Many mailboxes from a CSV file, each signed in to before it is kept; one that fails stops no other."""
