"""The words every room of the house uses; imports nothing of ours and never reads settings."""
