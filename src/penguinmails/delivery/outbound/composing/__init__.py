"""From the row of a message to its bytes."""
