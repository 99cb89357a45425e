"""Events: what happened to messages."""
