"""What maintainers run: generators of documents, and proofs too large for the tests."""
