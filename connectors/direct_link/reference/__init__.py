"""The page to browse the JSON messages and try them, for developers at the enterprise's side."""
