"""How it enters and leaves the bank: doors inward, connectors outward, ports between."""
