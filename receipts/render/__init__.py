"""Bytes out: one module per document, all on the same sheet."""
