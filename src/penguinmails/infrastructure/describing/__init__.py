"""What the warehouse is told of mailboxes, in the transaction that changes them."""
