"""Operators' reports, over all tenants: as `staff`, who sees no personal data."""
