"""The register: dossiers, fingerprints, originals, screenings, verdicts, corrections, audit log, full-text search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the search index of the database at hand."""
    op.create_table(
        "dossiers",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(255), nullable=False, unique=True),
        sa.Column("sha256", sa.String(64), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("authors", sa.JSON, nullable=False),
        sa.Column("unit", sa.Text),
        sa.Column("year", sa.Integer, index=True),
        sa.Column("field", sa.String(64)),
        sa.Column("level", sa.String(16)),
        sa.Column("decision", sa.String(16)),
        sa.Column("filed", sa.String(10)),
        sa.Column("first_applied", sa.String(10)),
        sa.Column("prose", sa.LargeBinary, nullable=False),
        sa.Column("search_key", sa.Text, nullable=False),
        sa.Column("added", sa.String(32), nullable=False),
        sa.Column("erased", sa.String(32)),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "fingerprints",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("dossier", sa.Integer, sa.ForeignKey("dossiers.seq", ondelete="CASCADE"), nullable=False, unique=True),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "originals",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("dossier", sa.Integer, sa.ForeignKey("dossiers.seq", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, index=True),
        sa.Column("size", sa.Integer, nullable=False),
    )
    op.create_table(
        "screenings",
        sa.Column("id", sa.String(255), primary_key=True),
        sa.Column("dossier", sa.String(255), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("label", sa.String(32)),
        sa.Column("created", sa.String(32), nullable=False, index=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("search_key", sa.Text, nullable=False),
    )
    op.create_table(
        "verdicts",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("query", sa.String(255), nullable=False),
        sa.Column("earlier", sa.String(255), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("officer", sa.String(255), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_index("ix_verdicts_pair", "verdicts", ["query", "earlier"])
    op.create_table(
        "corrections",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("subject", sa.String(255), nullable=False, index=True),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("old", sa.Text, nullable=False),
        sa.Column("new", sa.Text, nullable=False),
        sa.Column("officer", sa.String(255), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
    )
    op.create_table(
        "audit_log",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(255), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False, index=True),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
    for statement in _SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Take everything away again."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE dossiers_fts")
    for table in ("audit_log", "corrections", "verdicts", "screenings", "originals", "fingerprints", "dossiers"):
        op.drop_table(table)


# An index over dossiers.search_key that needs no second copy of the text; triggers keep the two together.
_SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE dossiers_fts USING fts5(search_key, content='dossiers', content_rowid='seq', tokenize='ascii')",
        "CREATE TRIGGER dossiers_fts_insert AFTER INSERT ON dossiers BEGIN "
        "INSERT INTO dossiers_fts(rowid, search_key) VALUES (new.seq, new.search_key); END",
        "CREATE TRIGGER dossiers_fts_delete AFTER DELETE ON dossiers BEGIN "
        "INSERT INTO dossiers_fts(dossiers_fts, rowid, search_key) VALUES ('delete', old.seq, old.search_key); END",
        "CREATE TRIGGER dossiers_fts_update AFTER UPDATE OF search_key ON dossiers BEGIN "
        "INSERT INTO dossiers_fts(dossiers_fts, rowid, search_key) VALUES ('delete', old.seq, old.search_key); "
        "INSERT INTO dossiers_fts(rowid, search_key) VALUES (new.seq, new.search_key); END",
    ),
    "postgresql": ("CREATE INDEX ix_dossiers_search ON dossiers USING gin (to_tsvector('simple', search_key))",),
}
