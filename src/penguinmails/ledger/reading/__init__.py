"""Reading the ledger: what became of a message, and of a campaign."""
