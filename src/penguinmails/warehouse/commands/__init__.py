"""The commands of the warehouse: they parse, call one use case and print."""
