"""What a campaign is: its audience, its steps, its mailboxes, its hours."""
