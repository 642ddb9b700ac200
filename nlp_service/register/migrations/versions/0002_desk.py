"""The desk: users, sessions, tokens, cases, jobs, events, decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of `service.tables`."""
    op.create_table(
        "events",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_events"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_job", "events", ["job"], unique=False)
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_idempotency"),
    )
    op.create_table(
        "options",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_options"),
    )
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("opens", sa.String(length=10), nullable=True),
        sa.Column("closes", sa.String(length=10), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("profile", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_table(
        "saved_views",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_saved_views"),
    )
    op.create_index("ix_saved_views_owner", "saved_views", ["owner"], unique=False)
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.Column("used", sa.String(length=32), nullable=True),
        sa.Column("revoked", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
        sa.UniqueConstraint("name", name="uq_tokens_name"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.Double(), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
    )
    op.create_table(
        "cases",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer, nullable=True),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("profile", sa.String(length=64), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=True),
        sa.Column("label", sa.String(length=32), nullable=True),
        sa.Column("errors", sa.Integer, nullable=False),
        sa.Column("duplicate", sa.String(length=16), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("decided", sa.String(length=32), nullable=True),
        sa.Column("screened", sa.String(length=32), nullable=True),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name="fk_cases_round_rounds", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("seq", name="pk_cases"),
        sa.UniqueConstraint("id", name="uq_cases_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cases_created", "cases", ["created"], unique=False)
    op.create_index("ix_cases_created_by", "cases", ["created_by"], unique=False)
    op.create_index("ix_cases_round", "cases", ["round"], unique=False)
    op.create_index("ix_cases_sha256", "cases", ["sha256"], unique=False)
    op.create_index("ix_cases_state", "cases", ["state", "seq"], unique=False)
    op.create_table(
        "logins",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("user", sa.Integer, nullable=False),
        sa.Column("created", sa.Double(), nullable=False),
        sa.Column("seen", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_logins_user_users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("digest", name="pk_logins"),
    )
    op.create_index("ix_logins_user", "logins", ["user"], unique=False)
    op.create_table(
        "case_files",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_case_files_case_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("n", name="pk_case_files"),
    )
    op.create_index("ix_case_files_case", "case_files", ["case"], unique=False)
    op.create_index("ix_case_files_sha256", "case_files", ["sha256"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("deadline", sa.String(length=10), nullable=True),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_decisions_case_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("n", name="pk_decisions"),
    )
    op.create_index("ix_decisions_case", "decisions", ["case"], unique=False)
    op.create_table(
        "jobs",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("case", sa.String(length=32), nullable=True),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("created", sa.String(length=32), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("started", sa.String(length=32), nullable=True),
        sa.Column("finished", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_jobs_case_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_jobs"),
        sa.UniqueConstraint("id", name="uq_jobs_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_case", "jobs", ["case"], unique=False)
    op.create_index("ix_jobs_claim", "jobs", ["status", "priority", "seq"], unique=False)
    op.create_table(
        "readings",
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_readings_case_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case", name="pk_readings"),
    )
    op.create_table(
        "waivers",
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("case", sa.String(length=32), nullable=False),
        sa.Column("finding", sa.String(length=128), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("officer", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("revoked", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_waivers_case_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("n", name="pk_waivers"),
    )
    op.create_index("ix_waivers_case", "waivers", ["case"], unique=False)


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_waivers_case", table_name="waivers")
    op.drop_table("waivers")
    op.drop_table("readings")
    op.drop_index("ix_jobs_claim", table_name="jobs")
    op.drop_index("ix_jobs_case", table_name="jobs")
    op.drop_table("jobs")
    op.drop_index("ix_decisions_case", table_name="decisions")
    op.drop_table("decisions")
    op.drop_index("ix_case_files_sha256", table_name="case_files")
    op.drop_index("ix_case_files_case", table_name="case_files")
    op.drop_table("case_files")
    op.drop_index("ix_logins_user", table_name="logins")
    op.drop_table("logins")
    op.drop_index("ix_cases_state", table_name="cases")
    op.drop_index("ix_cases_sha256", table_name="cases")
    op.drop_index("ix_cases_round", table_name="cases")
    op.drop_index("ix_cases_created_by", table_name="cases")
    op.drop_index("ix_cases_created", table_name="cases")
    op.drop_table("cases")
    op.drop_table("users")
    op.drop_table("tokens")
    op.drop_index("ix_saved_views_owner", table_name="saved_views")
    op.drop_table("saved_views")
    op.drop_table("rounds")
    op.drop_table("options")
    op.drop_table("idempotency")
    op.drop_index("ix_events_job", table_name="events")
    op.drop_table("events")
