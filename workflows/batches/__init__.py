"""Batches (批量): a list is checked as a set, agreed upon as one, and paid row by row, each exactly once."""
