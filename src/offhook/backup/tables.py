"""All tables of a database as COPY texts, as one moment has them, and back into a database of the same schema.

Invariant: every row goes along. Who is bound by row-level security copies company by company, each row belonging to
one; a table of which that cannot be said is an error. Loading is one transaction: foreign keys are taken away, made
again afterwards and thereby checked; triggers are silent, as what they do has been done.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg import sql

from offhook.errors import ResourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import psycopg

    Connection = psycopg.Connection[tuple[Any, ...]]

PART: Final = 4 << 20
_OF_SCHEMA: Final = frozenset({"alembic_version", "queue_migrations"})  # migrations write them
_TENANTS: Final = "tenants"

_TABLES = """
    SELECT c.relname, c.relrowsecurity, array_agg(a.attname::text ORDER BY a.attnum)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    GROUP BY c.relname, c.relrowsecurity ORDER BY c.relname
"""
_FOREIGN_KEYS = """
    SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid)
    FROM pg_constraint c
    WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace AND c.conparentid = 0
    ORDER BY 1, 2
"""
_TRIGGERS = """
    SELECT t.tgrelid::regclass::text, t.tgname, t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'D' AND c.relnamespace = 'public'::regnamespace
"""
_FORCED = """
    SELECT oid::regclass::text FROM pg_class
    WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace
"""
_ENABLE: Final = {"O": "ENABLE", "R": "ENABLE REPLICA", "A": "ENABLE ALWAYS"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns that are written, `guarded` by row-level security or not."""

    name: str
    guarded: bool
    columns: tuple[str, ...]


def begin_snapshot(connection: Connection) -> None:
    """Begin a transaction that sees the database as it is now, and changes nothing."""
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    connection.execute("SET LOCAL statement_timeout = 0")
    connection.execute("SELECT 1 FROM alembic_version")


def tables_of(connection: Connection) -> list[Table]:
    """Return the tables whose rows are kept."""
    return [
        Table(name, guarded, tuple(columns))
        for name, guarded, columns in connection.execute(_TABLES)
        if name not in _OF_SCHEMA
    ]


def revision_of(connection: Connection) -> str:
    """Return the revision of the schema.

    Raises:
        ResourceError: there is none: nothing was ever set up.
    """
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise ResourceError("the database has no tables yet: there is nothing to back up")
    return str(row[0])


def sequences_of(connection: Connection) -> dict[str, int]:
    """Return the last values of all sequences that were used."""
    found = connection.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'")
    return {name: value for name, value in found if value is not None}


def companies_of(connection: Connection) -> list[str]:
    """Return the ids of all companies."""
    return [row[0] for row in connection.execute("SELECT offhook_tenants()::text")]


def sees_all(connection: Connection) -> bool:
    """Tell whether row-level security leaves this role alone."""
    row = connection.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def scopes_of(connection: Connection) -> list[str]:
    """Return the companies by which rows are to be asked for, one after the other; "" for those of none, or all."""
    return [""] if sees_all(connection) else ["", *companies_of(connection)]


def dump_table(connection: Connection, table: Table, scopes: Sequence[str], put: Callable[[bytes], None]) -> int:
    """Give all rows of a table to `put`, in parts of about `PART` bytes, and return how many rows there are.

    Raises:
        ResourceError: the role does not see which company rows belong to.
    """
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    query = sql.SQL("SELECT {} FROM {}").format(columns, sql.Identifier(table.name))
    queries: list[tuple[str, sql.Composable]] = [("", query)]
    if table.guarded and scopes != [""]:
        key = "id" if table.name == _TENANTS else "tenant_id"
        if key not in table.columns:
            raise ResourceError(f"the role of OFFHOOK_DATABASE_URL does not see all of {table.name}; give it BYPASSRLS")
        # By the company as well: a role that looks others up sees their rows, too.
        where = sql.SQL("{} WHERE {} IS NOT DISTINCT FROM {}::uuid")
        queries = [(scope, where.format(query, sql.Identifier(key), sql.Literal(scope or None))) for scope in scopes]
    count, part = 0, bytearray()
    for scope, wanted in queries:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('offhook.tenant', %s, true)", (scope,))
            with cursor.copy(sql.SQL("COPY ({}) TO STDOUT").format(wanted)) as copy:
                for block in copy:
                    part += block
                    if len(part) >= PART:
                        put(bytes(part))
                        part.clear()
            count += max(0, cursor.rowcount)
    if part:
        put(bytes(part))
    return count


@contextlib.contextmanager
def free_of_rules(connection: Connection) -> Iterator[None]:
    """Let the owner see and change all rows, unheard by triggers, until the end of the block in this transaction."""
    forced = [row[0] for row in connection.execute(_FORCED)]
    triggers = connection.execute(_TRIGGERS).fetchall()
    for table in forced:
        _alter(connection, table, "NO FORCE ROW LEVEL SECURITY")
    for table, name, _ in triggers:
        _alter(connection, table, "DISABLE TRIGGER", name)
    yield
    for table in forced:
        _alter(connection, table, "FORCE ROW LEVEL SECURITY")
    for table, name, how in triggers:
        _alter(connection, table, f"{_ENABLE[how]} TRIGGER", name)


@contextlib.contextmanager
def free_of_references(connection: Connection) -> Iterator[None]:
    """Take foreign keys away until the end of the block in this transaction; they are checked then.

    Within `free_of_rules`, as the check has to see all rows.
    """
    keys = connection.execute(_FOREIGN_KEYS).fetchall()
    for table, name, _ in keys:
        _alter(connection, table, "DROP CONSTRAINT", name)
    yield
    for table, name, definition in keys:
        _alter(connection, table, "ADD CONSTRAINT", name, definition)


def empty_tables(connection: Connection) -> None:
    """Remove what migrations wrote into tables."""
    for table in tables_of(connection):
        connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table.name)))


def load_table(connection: Connection, name: str, columns: Sequence[str], parts: Iterable[bytes]) -> int:
    """Write rows into a table and return how many there were."""
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor:
        with cursor.copy(into) as copy:
            for part in parts:
                copy.write(part)
        return cursor.rowcount


def set_sequences(connection: Connection, values: dict[str, int]) -> None:
    """Let the sequences that are there go on behind these values."""
    there = {row[0] for row in connection.execute("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")}
    for name in values.keys() & there:
        connection.execute("SELECT setval(quote_ident(%s)::regclass, %s)", (name, values[name]))


def _alter(connection: Connection, table: str, what: str, name: str = "", definition: str = "") -> None:
    """Change a table, whose name and definition come from the catalogue and are quoted there."""
    statement = sql.SQL("ALTER TABLE {} {} {} {}").format(
        sql.SQL(table),
        sql.SQL(what),
        sql.Identifier(name) if name else sql.SQL(""),
        sql.SQL(definition),
    )
    connection.execute(statement)
