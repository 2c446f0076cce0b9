"""Links to set passwords, second factors, where sessions are, and what tokens may.

Revision ID: 0055
Revises: 0054
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.audit import audited
from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None

TABLES = {
    "password_links": """
        user_id uuid NOT NULL,
        token_hash bytea NOT NULL UNIQUE,
        kind text NOT NULL CHECK (kind IN ('invitation', 'reset')),
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
    """,
    "recovery_codes": """
        user_id uuid NOT NULL,
        code_hash bytea NOT NULL,
        UNIQUE (tenant_id, user_id, code_hash),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
    """,
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "users": (
        "factor_sealed bytea",
        "factor_on boolean NOT NULL DEFAULT false",
        "factor_step bigint NOT NULL DEFAULT 0",
    ),
    "sessions": (
        "device text NOT NULL DEFAULT ''",
        "address text NOT NULL DEFAULT ''",
        "seen_at timestamptz NOT NULL DEFAULT now()",
    ),
    "api_tokens": ("scopes text[]", "used_at timestamptz"),
    "tenants": ("second_factor_roles text[] NOT NULL DEFAULT '{}'",),
}


def upgrade() -> None:
    """Add them, empty: everybody logs in as before."""
    for table, form in TABLES.items():
        op.execute(f"CREATE TABLE {table} ({COMPANY}, {form})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY company ON {table} USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO offhook_app")
    audited("password_links", "token_hash", "created_at", of="user_id")
    audited("recovery_codes", "code_hash", of="user_id")
    for table, columns in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"ADD COLUMN {column}" for column in columns))
    op.execute("DROP TRIGGER audited ON users")
    audited("users", "password_hash,factor_sealed", "created_at,factor_step", "person_id")
    op.execute("DROP TRIGGER audited ON api_tokens")
    audited("api_tokens", "token_hash", "created_at,used_at", "user_id")
    op.execute("CREATE POLICY lookup ON password_links FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(
        "CREATE FUNCTION offhook_tenant_of_password_link(hash bytea) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER "
        "SET search_path = pg_catalog, pg_temp AS "
        "$$ SELECT l.tenant_id FROM public.password_links l WHERE l.token_hash = $1 $$"
    )
    op.execute("REVOKE EXECUTE ON FUNCTION offhook_tenant_of_password_link(bytea) FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION offhook_tenant_of_password_link(bytea) TO offhook_app")


def downgrade() -> None:
    """Take them away: links and second factors are forgotten, tokens with scopes revoked."""
    op.execute("DROP FUNCTION offhook_tenant_of_password_link(bytea)")
    op.execute("ALTER TABLE api_tokens NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM api_tokens WHERE scopes IS NOT NULL")
    op.execute("ALTER TABLE api_tokens FORCE ROW LEVEL SECURITY")
    for table in ("users", "api_tokens"):
        op.execute(f"DROP TRIGGER audited ON {table}")
    audited("users", "password_hash", "created_at", "person_id")
    audited("api_tokens", "token_hash", "created_at", "user_id")
    for table, columns in COLUMNS.items():
        op.execute(f"ALTER TABLE {table} " + ", ".join(f"DROP COLUMN {column.split()[0]}" for column in columns))
    for table in TABLES:
        op.execute(f"DROP TABLE {table}")
