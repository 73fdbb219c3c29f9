"""Documents: signatures, seals and renditions."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Run the statements."""
    run("0029_documents_signed.sql")


def downgrade() -> None:
    """Nothing was changed yet."""
