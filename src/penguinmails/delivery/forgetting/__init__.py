"""Mail of people who asked to be forgotten, and of tenants that are gone."""
