"""Which revision this code expects the schema to be at."""

from __future__ import annotations

from pathlib import Path

from alembic.script import ScriptDirectory


def newest() -> str:
    """The head of the migrations."""
    return ScriptDirectory(str(Path(__file__).parent)).get_current_head() or ""
