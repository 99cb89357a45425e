"""Billing: what tenants have subscribed to, and what their plans allow."""
