"""The core of the bank behind its port: embedded, or a bank's own."""
