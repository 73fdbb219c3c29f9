"""May they? Limits, rules and screening; answers with findings. Limits come with the next issue."""
