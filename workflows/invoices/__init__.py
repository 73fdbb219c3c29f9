"""Invoices of the bank's fees (手续费电子发票): asked of the tax platform once, listed, sent on, reversed."""
