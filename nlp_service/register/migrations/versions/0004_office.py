"""The desk's administration: removed originals, identities of single sign-on, receivers of messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of `service.tables_office`."""
    op.create_table(
        "removals",
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("text", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_removals_case_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case", name="pk_removals"),
    )
    op.create_table(
        "identities",
        sa.Column("user", sa.Integer, nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_identities_user_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user", name="pk_identities"),
        sa.UniqueConstraint("issuer", "subject", name="uq_identities_issuer"),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("webhooks")
    op.drop_table("identities")
    op.drop_table("removals")
