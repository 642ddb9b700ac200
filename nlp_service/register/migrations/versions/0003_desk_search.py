"""The desk at fifty thousand dossiers: full-text search of cases, reasons for supplements, indices that the pages read."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa
from alembic import op

from nlp_service.register.codec import search_key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LONGEST = 300_000  # characters of a text that are kept for searching, as in `service.case_search`
_INDICES: tuple[tuple[str, str, list[str | sa.TextClause]], ...] = (
    ("ix_cases_counts", "cases", ["state", "verdict", "decision"]),
    ("ix_cases_by_title", "cases", ["title", "seq"]),
    ("ix_cases_by_unit", "cases", ["unit", "seq"]),
    ("ix_cases_by_verdict", "cases", [sa.text("coalesce(verdict, '')"), "seq"]),
    ("ix_cases_by_label", "cases", ["label", "seq"]),
    ("ix_cases_by_decision", "cases", ["decision", "seq"]),
    ("ix_cases_by_duplicate", "cases", ["duplicate", "seq"]),
    ("ix_dossiers_by_year", "dossiers", ["year", "seq"]),
    ("ix_dossiers_by_decision", "dossiers", ["decision", "seq"]),
    ("ix_dossiers_council", "dossiers", ["decision", "field", "year", "id"]),  # the overview reads no row, only this
)


def upgrade() -> None:
    """Make tables and indices, and fill them from what there is."""
    op.create_table(
        "case_texts",
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["cases.seq"], name="fk_case_texts_seq_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("seq", name="pk_case_texts"),
    )
    op.create_table(
        "case_reasons",
        sa.Column("case", sa.String(32), nullable=False),
        sa.Column("rule", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["cases.id"], name="fk_case_reasons_case_cases", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case", "rule", name="pk_case_reasons"),
    )
    op.create_index("ix_case_reasons_rule", "case_reasons", ["rule"])
    for name, table, columns in _INDICES:
        op.create_index(name, table, columns)
    for statement in _SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    _fill(op.get_bind())
    op.drop_column("cases", "search_key")


def downgrade() -> None:
    """Take them away again."""
    op.add_column("cases", sa.Column("search_key", sa.Text, nullable=False, server_default=""))
    op.execute("UPDATE cases SET search_key = (SELECT facts FROM case_texts t WHERE t.seq = cases.seq) "
               "WHERE seq IN (SELECT seq FROM case_texts)")  # fmt: skip
    for name, table, _ in _INDICES:
        op.drop_index(name, table_name=table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE cases_fts")
    else:
        op.execute("DROP TABLE cases_fts")
        op.execute("DROP TRIGGER cases_fts_keep ON case_texts")
        op.execute("DROP FUNCTION cases_fts_keep()")
    op.drop_table("case_reasons")
    op.drop_table("case_texts")


def _fill(connection: sa.Connection) -> None:
    cases = sa.table("cases", sa.column("seq"), sa.column("id"), sa.column("search_key"))
    readings = sa.table("readings", sa.column("case"), sa.column("content"))
    screenings = sa.table("screenings", sa.column("id"), sa.column("content"))
    texts = sa.table("case_texts", sa.column("seq"), sa.column("facts"), sa.column("body"))
    reasons = sa.table("case_reasons", sa.column("case"), sa.column("rule"))
    query = (
        sa.select(cases.c.seq, cases.c.id, cases.c.search_key, readings.c.content, screenings.c.content)
        .select_from(
            cases.outerjoin(readings, readings.c.case == cases.c.id).outerjoin(screenings, screenings.c.id == cases.c.id)
        )
        .order_by(cases.c.seq)
        .limit(200)
    )
    last = 0
    while rows := connection.execute(query.where(cases.c.seq > last)).all():
        last = rows[-1][0]
        connection.execute(
            sa.insert(texts), [{"seq": seq, "facts": search_key(key), "body": _body(kept)} for seq, _, key, kept, _ in rows]
        )
        if found := [{"case": id, "rule": rule} for _, id, _, _, result in rows for rule in _rules(result)]:
            connection.execute(sa.insert(reasons), found)


def _body(kept: bytes | None) -> str:
    files = json.loads(zlib.decompress(kept))["dossier"]["files"] if kept else []
    return search_key(*(f["text"] for f in files))[:LONGEST]


def _rules(result: str | None) -> list[str]:
    findings = json.loads(result)["findings"] if result else []
    return sorted({f["rule"] for f in findings if f["severity"] == "error"})


# Indices over case_texts, kept in step by triggers.  No backup holds what ends in _fts: filling the tables makes it anew.
_SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE cases_fts USING fts5(facts, body, content='case_texts', content_rowid='seq', columnsize=0, "
        "tokenize='ascii')",
        "CREATE TRIGGER cases_fts_insert AFTER INSERT ON case_texts BEGIN "
        "INSERT INTO cases_fts(rowid, facts, body) VALUES (new.seq, new.facts, new.body); END",
        "CREATE TRIGGER cases_fts_delete AFTER DELETE ON case_texts BEGIN "
        "INSERT INTO cases_fts(cases_fts, rowid, facts, body) VALUES ('delete', old.seq, old.facts, old.body); END",
        "CREATE TRIGGER cases_fts_update AFTER UPDATE ON case_texts BEGIN "
        "INSERT INTO cases_fts(cases_fts, rowid, facts, body) VALUES ('delete', old.seq, old.facts, old.body); "
        "INSERT INTO cases_fts(rowid, facts, body) VALUES (new.seq, new.facts, new.body); END",
    ),
    "postgresql": (
        # words with their places, worked out once: a phrase is looked for without taking texts apart again
        "CREATE TABLE cases_fts (seq integer PRIMARY KEY REFERENCES case_texts(seq) ON DELETE CASCADE, "
        "facts tsvector NOT NULL, body tsvector NOT NULL)",
        "CREATE INDEX ix_cases_fts_facts ON cases_fts USING gin (facts)",
        "CREATE INDEX ix_cases_fts_body ON cases_fts USING gin (body)",
        "CREATE FUNCTION cases_fts_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO cases_fts (seq, facts, body) "
        "VALUES (new.seq, to_tsvector('simple', new.facts), to_tsvector('simple', new.body)) "
        "ON CONFLICT (seq) DO UPDATE SET facts = excluded.facts, body = excluded.body; RETURN NULL; END $$",
        "CREATE TRIGGER cases_fts_keep AFTER INSERT OR UPDATE ON case_texts FOR EACH ROW EXECUTE FUNCTION cases_fts_keep()",
    ),
}
