"""The engine that sends a product's submissions out of the house and takes every answer in. Knows no product."""
