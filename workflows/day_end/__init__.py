"""The end of a bank's business day (日终), step by step."""
