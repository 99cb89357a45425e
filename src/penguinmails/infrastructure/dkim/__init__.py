"""Keys that sign a domain's mail (RFC 6376, RFC 8463): made, published, used, rotated, forgotten."""
