"""May they? Limits (限额): reserved when asked, used when done, given back when not."""
