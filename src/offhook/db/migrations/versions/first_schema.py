"""The first schema: companies, directory, numbers, trunks, scenarios, access and history.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COMPANY = """
    tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE,
    id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id)
"""

TABLES = [
    """
    CREATE TABLE tenants (
        id uuid PRIMARY KEY,
        name text NOT NULL CHECK (name <> ''),
        country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
        language text NOT NULL,
        timezone text NOT NULL,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        sip_domain text NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    f"""
    CREATE TABLE people ({COMPANY},
        name text NOT NULL CHECK (name <> ''),
        email text,
        language text
    )
    """,
    f"""
    CREATE TABLE devices ({COMPANY},
        username text NOT NULL UNIQUE CHECK (username ~ '^[A-Za-z0-9_.-]{{1,64}}$'),
        secret_sealed bytea NOT NULL,
        person_id uuid,
        label text NOT NULL,
        codecs text[] NOT NULL,
        FOREIGN KEY (tenant_id, person_id) REFERENCES people ON DELETE SET NULL (person_id)
    )
    """,
    f"""
    CREATE TABLE extensions ({COMPANY},
        number text NOT NULL CHECK (number ~ '^[0-9*#]{{1,15}}$'),
        name text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('person', 'echo')),
        person_id uuid,
        voicemail boolean NOT NULL,
        UNIQUE (tenant_id, number),
        CHECK ((kind = 'person') = (person_id IS NOT NULL)),
        FOREIGN KEY (tenant_id, person_id) REFERENCES people ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE trunks ({COMPANY},
        name text NOT NULL CHECK (name <> ''),
        host text NOT NULL CHECK (host <> ''),
        port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
        transport text NOT NULL CHECK (transport IN ('udp', 'tcp')),
        match text[] NOT NULL,
        register boolean NOT NULL,
        username text,
        secret_sealed bytea,
        domain text,
        caller_id text CHECK (caller_id ~ '^[+][1-9][0-9]{{1,14}}$'),
        codecs text[] NOT NULL,
        UNIQUE (tenant_id, name),
        CHECK (NOT register OR (username IS NOT NULL AND secret_sealed IS NOT NULL))
    )
    """,
    f"""
    CREATE TABLE scenarios ({COMPANY},
        name text NOT NULL CHECK (name <> ''),
        published integer,
        UNIQUE (tenant_id, name)
    )
    """,
    f"""
    CREATE TABLE scenario_versions ({COMPANY},
        scenario_id uuid NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        graph jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        changed_by uuid,
        published_at timestamptz,
        UNIQUE (tenant_id, scenario_id, version),
        FOREIGN KEY (tenant_id, scenario_id) REFERENCES scenarios ON DELETE CASCADE
    )
    """,
    """
    CREATE UNIQUE INDEX scenario_versions_draft_idx ON scenario_versions (tenant_id, scenario_id)
        WHERE published_at IS NULL
    """,
    """
    ALTER TABLE scenarios ADD FOREIGN KEY (tenant_id, id, published)
        REFERENCES scenario_versions (tenant_id, scenario_id, version)
    """,
    f"""
    CREATE TABLE numbers ({COMPANY},
        e164 text NOT NULL UNIQUE CHECK (e164 ~ '^[+][1-9][0-9]{{1,14}}$'),
        label text NOT NULL,
        trunk_id uuid,
        scenario_id uuid,
        FOREIGN KEY (tenant_id, trunk_id) REFERENCES trunks ON DELETE SET NULL (trunk_id),
        FOREIGN KEY (tenant_id, scenario_id) REFERENCES scenarios ON DELETE SET NULL (scenario_id)
    )
    """,
    f"""
    CREATE TABLE users ({COMPANY},
        login text NOT NULL UNIQUE CHECK (login = lower(login) AND login <> ''),
        password_hash text NOT NULL,
        role text NOT NULL CHECK (role IN ('admin', 'supervisor', 'agent')),
        person_id uuid,
        disabled boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        FOREIGN KEY (tenant_id, person_id) REFERENCES people ON DELETE SET NULL (person_id)
    )
    """,
    f"""
    CREATE TABLE api_tokens ({COMPANY},
        user_id uuid NOT NULL,
        token_hash bytea NOT NULL UNIQUE,
        label text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE sessions ({COMPANY},
        user_id uuid NOT NULL,
        token_hash bytea NOT NULL UNIQUE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        FOREIGN KEY (tenant_id, user_id) REFERENCES users ON DELETE CASCADE
    )
    """,
    f"""
    CREATE TABLE calls ({COMPANY},
        started_at timestamptz NOT NULL,
        answered_at timestamptz,
        connected_at timestamptz,
        ended_at timestamptz,
        direction text NOT NULL CHECK (direction IN ('inbound', 'outbound', 'internal')),
        caller_number text NOT NULL,
        caller_name text NOT NULL,
        dialled text NOT NULL,
        number_id uuid,
        callee_name text,
        callee_number text,
        result text,
        hangup_side text,
        status integer,
        reason text NOT NULL DEFAULT '',
        owed boolean NOT NULL DEFAULT false,
        waiting_ms integer,
        talking_ms integer,
        journey jsonb NOT NULL DEFAULT '[]',
        parties jsonb NOT NULL DEFAULT '[]',
        person_ids uuid[] NOT NULL DEFAULT '{{}}'
    )
    """,
    "CREATE INDEX calls_newest_idx ON calls (tenant_id, started_at DESC, id DESC)",
    "CREATE INDEX calls_people_idx ON calls USING gin (person_ids)",
    f"""
    CREATE TABLE call_legs ({COMPANY},
        call_id uuid NOT NULL,
        direction text NOT NULL CHECK (direction IN ('inbound', 'outbound')),
        party jsonb NOT NULL,
        started_at timestamptz NOT NULL,
        rang_at timestamptz,
        answered_at timestamptz,
        ended_at timestamptz,
        status integer,
        cause integer,
        by text,
        reason text NOT NULL DEFAULT '',
        quality jsonb,
        FOREIGN KEY (tenant_id, call_id) REFERENCES calls ON DELETE CASCADE
    )
    """,
    "CREATE INDEX call_legs_tenant_id_call_id_idx ON call_legs (tenant_id, call_id)",
    f"""
    CREATE TABLE recordings ({COMPANY},
        call_id uuid NOT NULL,
        path text NOT NULL,
        started_at timestamptz NOT NULL,
        duration_ms integer,
        size bigint,
        error text,
        FOREIGN KEY (tenant_id, call_id) REFERENCES calls ON DELETE CASCADE
    )
    """,
    "CREATE INDEX recordings_tenant_id_call_id_idx ON recordings (tenant_id, call_id)",
    f"""
    CREATE TABLE voicemails ({COMPANY},
        call_id uuid NOT NULL,
        extension_id uuid NOT NULL,
        at timestamptz NOT NULL,
        path text NOT NULL,
        duration_ms integer NOT NULL,
        heard_at timestamptz,
        mailed_at timestamptz,
        FOREIGN KEY (tenant_id, call_id) REFERENCES calls ON DELETE CASCADE
    )
    """,
    "CREATE INDEX voicemails_tenant_id_call_id_idx ON voicemails (tenant_id, call_id)",
    "CREATE INDEX voicemails_newest_idx ON voicemails (tenant_id, extension_id, at DESC)",
]

CONFIGURATION = ("people", "devices", "extensions", "numbers", "trunks", "scenarios")
LOOKED_UP = ("numbers", "users", "api_tokens", "sessions")
COMPANY_TABLES = (
    *CONFIGURATION,
    *("scenario_versions", "users", "api_tokens", "sessions", "calls", "call_legs", "recordings", "voicemails"),
)

# Empty after the first transaction that set it, NULL before: both mean that no company is named.
TENANT = "NULLIF(current_setting('offhook.tenant', true), '')::uuid"

NOTIFY = """
    CREATE FUNCTION offhook_configuration_changed() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        changed jsonb := to_jsonb(COALESCE(NEW, OLD));
    BEGIN
        PERFORM pg_notify('offhook_configuration', COALESCE(changed ->> 'tenant_id', changed ->> 'id'));
        RETURN NULL;
    END
    $$
"""

# What must be known before the company is: each function answers one question and shows nothing else.
FUNCTIONS = {
    "offhook_tenants()": "SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS "
    "$$ SELECT id FROM public.tenants $$",
    "offhook_tenant_of_number(e164 text)": "uuid LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = pg_catalog, pg_temp AS "
    "$$ SELECT n.tenant_id FROM public.numbers n WHERE n.e164 = $1 $$",
    "offhook_tenant_of_login(login text)": "uuid LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = pg_catalog, pg_temp AS "
    "$$ SELECT u.tenant_id FROM public.users u WHERE u.login = $1 $$",
    "offhook_tenant_of_token(hash bytea)": "uuid LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = pg_catalog, pg_temp AS "
    "$$ SELECT t.tenant_id FROM public.api_tokens t WHERE t.token_hash = $1 $$",
    "offhook_tenant_of_session(hash bytea)": "uuid LANGUAGE sql STABLE SECURITY DEFINER "
    "SET search_path = pg_catalog, pg_temp AS "
    "$$ SELECT s.tenant_id FROM public.sessions s WHERE s.token_hash = $1 $$",
}


def upgrade() -> None:
    """Make the tables, their policies and the narrow functions."""
    for statement in TABLES:
        op.execute(statement)
    for table in ("tenants", *COMPANY_TABLES):
        key = "id" if table == "tenants" else "tenant_id"
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY company ON {table} USING ({key} = {TENANT}) WITH CHECK ({key} = {TENANT})")
        # Not TRUNCATE, which row-level security does not bind.
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO offhook_app")
    for table in ("tenants", *LOOKED_UP):
        # The functions run as the owner, whom FORCE binds too.
        op.execute(f"CREATE POLICY lookup ON {table} FOR SELECT TO CURRENT_USER USING (true)")
    op.execute("GRANT SELECT ON alembic_version TO offhook_app")
    op.execute(NOTIFY)
    for table in ("tenants", *CONFIGURATION):
        op.execute(
            f"CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION offhook_configuration_changed()"
        )
    for signature, body in FUNCTIONS.items():
        op.execute(f"CREATE FUNCTION {signature} RETURNS {body}")
        op.execute(f"REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO offhook_app")


def downgrade() -> None:
    """Refuse: below this there is no data to keep.

    Raises:
        RuntimeError: always.
    """
    raise RuntimeError("the first schema is not undone; remove the database instead")
