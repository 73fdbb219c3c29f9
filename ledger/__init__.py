"""What is booked: accounts, holds and append-only double entry. Written only by its own SQL functions."""
