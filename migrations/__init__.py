"""The schema and its history: the only place that creates tables, roles and functions."""
