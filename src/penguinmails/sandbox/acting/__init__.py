"""Doing it: real requests over HTTP, real letters over SMTP."""
