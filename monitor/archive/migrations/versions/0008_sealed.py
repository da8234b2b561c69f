"""Seal what was done before there were seals, and refuse to change seals and accesses.

The chain is that of `monitor.archive.sealing`, which digests the same columns for ever.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from monitor.archive import sealing
from monitor.archive.rows import chunks

revision = "0008"
down_revision = "0007"

_COVERS = (
    'NEW.number = OLD.number AND NEW."of" = OLD."of" AND NEW."row" = OLD."row" '
    "AND NEW.at = OLD.at AND NEW.digest = OLD.digest AND NEW.chain = OLD.chain "
    "AND NEW.salt IS NULL AND OLD.covered_at IS NULL AND NEW.covered_at IS NOT NULL"
)
_KEPT = ("seals", "demand_accesses")
_REFUSED = "BEGIN SELECT RAISE(ABORT, '{table}: rows only grow'); END"
_ON_SQLITE = {  # by when it happens; INSERT OR REPLACE takes a row away without a DELETE
    "gone": "BEFORE DELETE ON {table}",
    "changed": "BEFORE UPDATE ON {table} WHEN {unless}",
    "replaced": "BEFORE INSERT ON {table} "
    "WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)",
}


def upgrade() -> None:
    _seal_what_was_done()
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _seal_what_was_done() -> None:
    db = op.get_bind()
    for of in sealing.SEALED.values():
        number = of.table.c.number
        for some in chunks(db.scalars(sa.select(number).order_by(number)).all()):
            sealing.append(db, [(of.table.name, each) for each in some])


def _guard_on_sqlite() -> None:
    for table in _KEPT:
        unless = f"NOT ({_COVERS})" if table == "seals" else "1"
        for name, when in _ON_SQLITE.items():
            head = " ".join(("CREATE TRIGGER", f"{table}_{name}", when, _REFUSED))
            op.execute(sa.text(head.format(table=table, unless=unless)))


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION rows_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%: rows only grow', TG_TABLE_NAME; END $$"
    )
    for table in _KEPT:
        covers = f"WHEN (NOT ({_COVERS})) " if table == "seals" else ""
        for name, when, each in (
            ("gone", "DELETE", "FOR EACH ROW "),
            ("changed", "UPDATE", f"FOR EACH ROW {covers}"),
            ("emptied", "TRUNCATE", ""),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} {each}"
                "EXECUTE FUNCTION rows_only_grow()"
            )
