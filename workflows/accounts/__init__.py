"""Accounts (账户): balances, lines and statements of an enterprise, read through the core's port."""
