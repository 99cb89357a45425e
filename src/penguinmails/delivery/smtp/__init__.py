"""SMTP, both ways: the client that sends, the server that receives."""
