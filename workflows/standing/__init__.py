"""Standing orders (定期付款): agreed upon once, paid again and again as ordinary payments."""
