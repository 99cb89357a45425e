"""What the warehouse is told of leads whose status changes: not of each lead, for imports bring a million."""
