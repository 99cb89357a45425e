"""A tenant's own keys, one current key a purpose, sealed by the master key."""
