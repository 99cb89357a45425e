"""Keeping the warehouse: partitions ahead and gone, hits forgotten in time, late events told, statistics."""
