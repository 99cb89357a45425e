"""What the warehouse is told of campaigns, in the transaction that changes them."""
