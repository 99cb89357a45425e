"""What the command line offers of this area: each module parses, calls one use case and prints."""
