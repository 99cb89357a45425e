"""Sending: lanes, the queue, and the protocol by which a message goes out at most once."""
