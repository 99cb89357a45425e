"""What the warehouse is told of tenants and companies, in the transaction that changes them."""
