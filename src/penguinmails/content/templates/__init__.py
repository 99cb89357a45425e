"""Templates and what they are made of."""
