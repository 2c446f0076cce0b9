"""The audit log: a table that only the database itself writes, and triggers on all that is configured.

Another migration that adds a table of companies calls `audited` for it, or names it in `audit.model.NOT_AUDITED`.

Revision ID: 0042
Revises: 0041
"""

from __future__ import annotations

from alembic import op

from offhook.db.migrations.versions.first_schema import COMPANY, TENANT

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

LONGEST_VALUE = 4000  # characters of JSON; of what is longer only the name is kept

TABLE = f"""
    CREATE TABLE audit ({COMPANY},
        at timestamptz NOT NULL,
        change_id uuid NOT NULL,
        user_id uuid,
        login text NOT NULL,
        via text NOT NULL,
        address text NOT NULL,
        action text NOT NULL,
        resource text NOT NULL,
        row_id uuid,
        of_id uuid,
        name text NOT NULL,
        before jsonb NOT NULL DEFAULT '{{}}',
        after jsonb NOT NULL DEFAULT '{{}}',
        unshown text[] NOT NULL DEFAULT '{{}}'
    )
"""

# The names of a row's fields, secrets among them; by which it is found again; and whether there is anything to write.
CHANGE = f"""
    CREATE FUNCTION offhook_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        gone jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
        come jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
        one jsonb := COALESCE(come, gone);
        company uuid := COALESCE(one ->> 'tenant_id', one ->> 'id')::uuid;
        unshown text[] := '{{}}';
        gone_fields jsonb;
        come_fields jsonb;
        secret text;
    BEGIN
        FOREACH secret IN ARRAY string_to_array(TG_ARGV[0], ',') LOOP
            IF NULLIF(gone #> string_to_array(secret, '.'), 'null')
                IS DISTINCT FROM NULLIF(come #> string_to_array(secret, '.'), 'null') THEN
                unshown := unshown || secret;
            END IF;
            gone := gone #- string_to_array(secret, '.');
            come := come #- string_to_array(secret, '.');
        END LOOP;
        gone := gone - string_to_array(TG_ARGV[1], ',') - '{{tenant_id,id}}'::text[];
        come := come - string_to_array(TG_ARGV[1], ',') - '{{tenant_id,id}}'::text[];
        SELECT jsonb_object_agg(field, b) FILTER (WHERE b IS NOT NULL AND short),
            jsonb_object_agg(field, a) FILTER (WHERE a IS NOT NULL AND short),
            unshown || COALESCE(array_agg(field ORDER BY field) FILTER (WHERE NOT short), '{{}}')
        INTO gone_fields, come_fields, unshown
        FROM (
            SELECT field, b, a,
                COALESCE(length(b::text), 0) <= {LONGEST_VALUE} AND COALESCE(length(a::text), 0) <= {LONGEST_VALUE}
                    AS short
            FROM (
                SELECT field, NULLIF(gone -> field, 'null') AS b, NULLIF(come -> field, 'null') AS a
                FROM jsonb_object_keys(COALESCE(come, gone)) AS field
            ) AS pairs
            WHERE b IS DISTINCT FROM a
        ) AS changed;
        IF gone_fields IS NULL AND come_fields IS NULL AND unshown = '{{}}' THEN
            RETURN NULL;
        END IF;
        IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM tenants WHERE id = company) THEN
            RETURN NULL;  -- the company goes, and its log with it
        END IF;
        PERFORM offhook_audit_write(company, lower(TG_OP), TG_TABLE_NAME, (one ->> 'id')::uuid,
            COALESCE(one ->> TG_ARGV[2], gone ->> TG_ARGV[2])::uuid,
            COALESCE(one ->> 'name', one ->> 'label', one ->> 'login', one ->> 'username', one ->> 'number',
                one ->> 'e164', one ->> 'version', ''),
            COALESCE(gone_fields, '{{}}'), COALESCE(come_fields, '{{}}'), unshown);
        RETURN NULL;
    END
    $$
"""  # noqa: S608  only constants of this module

WRITE = """
    CREATE FUNCTION offhook_audit_write(company uuid, action text, resource text, row_id uuid, of_id uuid, name text,
        before jsonb, after jsonb, unshown text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        actor jsonb := COALESCE(NULLIF(current_setting('offhook.actor', true), ''), '{}')::jsonb;
        change text := COALESCE(actor ->> 'change_id', NULLIF(current_setting('offhook.change', true), ''));
    BEGIN
        IF change IS NULL THEN
            change := set_config('offhook.change', gen_random_uuid()::text, true);
        END IF;
        INSERT INTO audit VALUES (company, gen_random_uuid(), clock_timestamp(), change::uuid,
            (actor ->> 'user_id')::uuid, COALESCE(actor ->> 'login', ''),
            COALESCE(actor ->> 'via', 'database ' || session_user), COALESCE(actor ->> 'address', ''),
            CASE action WHEN 'insert' THEN 'create' WHEN 'update' THEN 'change' ELSE action END,
            resource, row_id, of_id, name, before, after, unshown);
    END
    $$
"""

# What is no change of a row: the company is the transaction's; changes of rows cannot be made up.
NOTE = """
    CREATE FUNCTION offhook_audit_note(action text, resource text, row_id uuid, name text, details jsonb,
        once_within interval) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
        company uuid := current_setting('offhook.tenant')::uuid;
        actor jsonb := COALESCE(NULLIF(current_setting('offhook.actor', true), ''), '{}')::jsonb;
    BEGIN
        IF $1 IN ('insert', 'update', 'create', 'change', 'delete') THEN
            RAISE 'changes of rows are written by their triggers' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NOT EXISTS (SELECT FROM audit a WHERE a.tenant_id = company AND a.at > clock_timestamp() - $6
            AND a.action = $1 AND a.resource = $2 AND a.row_id IS NOT DISTINCT FROM $3
            AND a.user_id IS NOT DISTINCT FROM (actor ->> 'user_id')::uuid
            AND a.address = COALESCE(actor ->> 'address', '')) THEN
            PERFORM offhook_audit_write(company, $1, $2, $3, NULL, $4, '{}', $5, '{}');
        END IF;
    END
    $$
"""

# Who listened to whom stands in the journeys of calls. Told again, nothing is written twice.
HEARD = """
    CREATE FUNCTION offhook_audit_heard(calls jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
        INSERT INTO audit (tenant_id, id, at, change_id, login, via, address, action, resource, row_id, name, after)
        SELECT current_setting('offhook.tenant')::uuid, md5(c.id || '.' || s.place)::uuid,
            'epoch'::timestamptz + (s.step ->> 'at')::bigint * '1 microsecond'::interval, c.id::uuid,
            COALESCE(s.step -> 'detail' ->> 'who', ''), 'telephone', '',
            CASE s.step ->> 'kind' WHEN 'listening' THEN 'listen' WHEN 'whispering' THEN 'whisper'
                WHEN 'barging' THEN 'barge' ELSE 'take_over' END,
            'calls', c.id::uuid, COALESCE(s.step -> 'detail' ->> 'agent', s.step -> 'detail' ->> 'instead', ''),
            COALESCE(s.step -> 'detail', '{}')
        FROM jsonb_to_recordset($1) AS c(id text, journey jsonb),
            jsonb_array_elements(c.journey) WITH ORDINALITY AS s(step, place)
        WHERE s.step ->> 'kind' IN ('listening', 'whispering', 'barging', 'taken_over')
        ON CONFLICT (tenant_id, id) DO NOTHING
    $$
"""

# Secrets of a row, fields that change without anybody's doing, and what it belongs to.
AUDITED: dict[str, tuple[str, str, str]] = {
    "tenants": ("", "created_at", ""),
    "people": ("", "", ""),
    "devices": ("secret_sealed", "seated_at", "person_id"),
    "extensions": ("pin,moderator_pin,box.pin", "", "person_id"),
    "contacts": ("", "", ""),
    "numbers": ("", "", ""),
    "trunks": ("secret_sealed", "", ""),
    "routes": ("", "", "trunk_id"),
    "sites": ("", "", ""),
    "schedules": ("", "", ""),
    "number_lists": ("", "", ""),
    "prompts": ("", "changed_at", ""),
    "queues": ("", "", ""),
    "queue_members": ("", "", "queue_id"),
    "scenarios": ("", "answers_since,answers_by", ""),
    "scenario_versions": ("", "created_at,changed_at,changed_by,published_by", "scenario_id"),
    "recording_rules": ("", "", ""),
    "company_keys": ("key_sealed", "created_at", ""),
    "users": ("password_hash", "created_at", "person_id"),
    "api_tokens": ("token_hash", "created_at", "user_id"),
}
# Of these only what people do counts: calls, flushing and sealing write them all the time.
PARTLY: dict[str, tuple[str, str, str]] = {
    "recordings": (
        "UPDATE OF hold, deleted_at",
        "OLD.hold IS DISTINCT FROM NEW.hold OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at",
        "call_id",
    ),
    "voicemails": (
        "UPDATE OF deleted_at, extension_id",
        "OLD.deleted_at IS DISTINCT FROM NEW.deleted_at OR OLD.extension_id <> NEW.extension_id",
        "call_id",
    ),
    "sessions": ("DELETE", "OLD.expires_at > now()", "user_id"),
}


def audited(table: str, secret: str = "", quiet: str = "", of: str = "") -> None:
    """Have all changes of a table written: names of fields, comma between them; `of` is the column of what it is of.

    Of a `secret` field (`column`, or `column.key` of JSON) no value is kept; a `quiet` one's changes do not count.
    """
    op.execute(
        f"CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION offhook_audit('{secret}', '{quiet}', '{of}')"
    )


def upgrade() -> None:
    """Make the table, its functions and the triggers."""
    op.execute(TABLE)
    op.execute("CREATE INDEX audit_newest_idx ON audit (tenant_id, at DESC, id DESC)")
    op.execute("CREATE INDEX audit_row_idx ON audit (tenant_id, row_id, at DESC)")
    op.execute("ALTER TABLE audit ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE audit FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY company ON audit FOR SELECT USING (tenant_id = {TENANT})")
    op.execute("CREATE POLICY written ON audit FOR INSERT TO CURRENT_USER WITH CHECK (true)")
    op.execute("GRANT SELECT ON audit TO offhook_app")
    for function in (WRITE, CHANGE, NOTE, HEARD):
        op.execute(function)
    op.execute("REVOKE EXECUTE ON FUNCTION offhook_audit_write FROM PUBLIC")
    for name in ("offhook_audit_note", "offhook_audit_heard"):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {name} TO offhook_app")
    for table, (secret, quiet, of) in AUDITED.items():
        audited(table, secret, quiet, of)
    for table, (event, when, of) in PARTLY.items():
        op.execute(
            f"CREATE TRIGGER audited AFTER {event} ON {table} FOR EACH ROW WHEN ({when}) "
            f"EXECUTE FUNCTION offhook_audit('token_hash,waveform', '', '{of}')"
        )


def downgrade() -> None:
    """Take the log away."""
    for table in (*AUDITED, *PARTLY):
        op.execute(f"DROP TRIGGER audited ON {table}")
    for name in ("offhook_audit_heard", "offhook_audit_note", "offhook_audit", "offhook_audit_write"):
        op.execute(f"DROP FUNCTION {name}")
    op.execute("DROP TABLE audit")
