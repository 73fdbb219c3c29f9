"""The audit trail (操作审计) as an enterprise's administrators and its internal auditor read it."""
