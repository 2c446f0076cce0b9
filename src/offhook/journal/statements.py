"""The SQL that writes calls: one statement for any number of calls of one company, from JSON (`rows.py`).

Invariant: idempotent. Written again, rows are replaced by equal ones; what others set (`heard_at`, `mailed_at`) stays.
What is over stays as it ended: a journal that lost its end (a full disk, a power cut) revives no call of the history.
The company is the one that the transaction named; row-level security holds for each row.
"""

from __future__ import annotations

SET_TENANT = "SELECT set_config('offhook.tenant', %s, true)"

_TIMES = frozenset({"started_at", "answered_at", "connected_at", "ended_at", "rang_at", "at"})

_CALL = {
    "id": "uuid",
    "started_at": "bigint",
    "answered_at": "bigint",
    "connected_at": "bigint",
    "ended_at": "bigint",
    "direction": "text",
    "caller_number": "text",
    "caller_name": "text",
    "dialled": "text",
    "number_id": "uuid",
    "callee_name": "text",
    "callee_number": "text",
    "result": "text",
    "hangup_side": "text",
    "status": "integer",
    "reason": "text",
    "owed": "boolean",
    "waiting_ms": "integer",
    "talking_ms": "integer",
    "journey": "jsonb",
    "parties": "jsonb",
    "person_ids": "uuid[]",
    "words": "text[]",
    "branch_ids": "uuid[]",
    "department_ids": "uuid[]",
}
_LEG = {
    "id": "uuid",
    "direction": "text",
    "party": "jsonb",
    "started_at": "bigint",
    "rang_at": "bigint",
    "answered_at": "bigint",
    "ended_at": "bigint",
    "status": "integer",
    "cause": "integer",
    "by": "text",
    "reason": "text",
    "transport": "text",
    "codec": "text",
    "encryption": "text",
    "sip_call_id": "text",
    "quality": "jsonb",
}
_RECORDING = {
    "id": "uuid",
    "path": "text",
    "started_at": "bigint",
    "duration_ms": "integer",
    "size": "bigint",
    "error": "text",
    "rule_id": "uuid",
    "rule": "text",
    "keep_days": "integer",
    "pauses": "jsonb",
}
_VOICEMAIL = {"id": "uuid", "extension_id": "uuid", "at": "bigint", "path": "text", "duration_ms": "integer"}

_TENANT = "current_setting('offhook.tenant')::uuid"


def _value(column: str) -> str:
    if column in _TIMES:
        return f"'epoch'::timestamptz + n.{column} * '1 microsecond'::interval"
    if column == "words":
        return "array_to_tsvector(n.words)"
    return f"n.{column}"


def _columns(columns: dict[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def _below(key: str, columns: dict[str, str], conflict: str, table: str) -> str:
    names, values = ", ".join(columns), ", ".join(_value(name) for name in columns)
    return f"""INSERT INTO {table} (tenant_id, call_id, {names})
        SELECT {_TENANT}, c.id, {values} FROM input c, jsonb_to_recordset(c.{key}) AS n({_columns(columns)})
        ON CONFLICT {conflict}"""  # noqa: S608  only constants of this module


def _replace(columns: dict[str, str]) -> str:
    return "(tenant_id, id) DO UPDATE SET " + ", ".join(f"{name} = EXCLUDED.{name}" for name in columns if name != "id")


def _same_end(table: str) -> str:
    return f"{table}.ended_at IS NULL OR {table}.ended_at = EXCLUDED.ended_at"


# A leg may have come from another call, with which its own was joined.
_REPLACE_LEG = f"{_replace(_LEG)}, call_id = EXCLUDED.call_id WHERE {_same_end('call_legs')}"

_INPUT = f"""WITH input AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%s::jsonb)
    AS n({_columns(_CALL)}, legs jsonb, recordings jsonb, voicemails jsonb))"""  # noqa: S608  only constants of this module

WRITE_CALLS = f"""{_INPUT},
    legs AS ({_below("legs", _LEG, _REPLACE_LEG, "call_legs")}),
    recordings AS ({_below("recordings", _RECORDING, _replace(_RECORDING), "recordings")})
    INSERT INTO calls (tenant_id, {", ".join(_CALL)})
    SELECT {_TENANT}, {", ".join(_value(name) for name in _CALL)} FROM input n
    ON CONFLICT {_replace(_CALL)} WHERE {_same_end("calls")}"""  # noqa: S608  only constants of this module

# A message that is new gets the jobs that mail and seal it in the same transaction: never none, never two.
WRITE_VOICEMAILS = f"""{_INPUT},
    fresh AS ({_below("voicemails", _VOICEMAIL, "(tenant_id, id) DO NOTHING RETURNING tenant_id, id", "voicemails")})
    SELECT procrastinate_defer_jobs_v1(array_agg(ROW('default', 'mail_voicemail', 0,
        'mail_voicemail:' || id, 'mail_voicemail:' || id, jsonb_build_object('tenant', tenant_id, 'voicemail', id),
        NULL)::procrastinate_job_to_defer_v1)
        || array_agg(ROW('default', 'seal_voicemail', 0,
        'seal_voicemail:' || id, 'seal_voicemail:' || id, jsonb_build_object('tenant', tenant_id, 'voicemail', id),
        NULL)::procrastinate_job_to_defer_v1))
    FROM fresh HAVING count(*) > 0"""  # noqa: S608  only constants of this module

# A recording that is over gets the job that seals it in the same transaction, unless one waits already.
SEAL_RECORDINGS = f"""{_INPUT},
    over AS (
        SELECT r.tenant_id, r.id FROM input c, jsonb_to_recordset(c.recordings) AS n({_columns(_RECORDING)})
        JOIN recordings r ON r.id = n.id
        WHERE n.duration_ms IS NOT NULL AND n.size > 0 AND r.sealed_at IS NULL AND NOT EXISTS (
            SELECT FROM procrastinate_jobs j WHERE j.queueing_lock = 'seal_recording:' || n.id AND j.status = 'todo')
    )
    SELECT procrastinate_defer_jobs_v1(array_agg(ROW('default', 'seal_recording', 0,
        'seal_recording:' || id, 'seal_recording:' || id, jsonb_build_object('tenant', tenant_id, 'recording', id),
        NULL)::procrastinate_job_to_defer_v1))
    FROM over HAVING count(*) > 0"""  # noqa: S608  only constants of this module

# A caller whom nobody answered is owed a call, one for each number; written again, nothing is counted twice.
# Gives those that are owed since one of these calls, also again.
WRITE_OWED = f"""{_INPUT},
    missed AS (
        SELECT caller_number AS number, max(caller_name) AS name, array_agg(id ORDER BY started_at) AS call_ids,
            (array_agg(number_id ORDER BY started_at DESC))[1] AS number_id,
            min(started_at) AS started_at, max(ended_at) AS ended_at,
            (array_agg(journey @? '$[*] ? (@.kind == "schedule" && @.detail.says != "open")'
                ORDER BY started_at))[1] AS after_hours,
            (array_agg(CASE WHEN cardinality(person_ids) = 1 THEN person_ids[1] END ORDER BY started_at))[1] AS owner_id
        FROM input WHERE owed AND ended_at IS NOT NULL AND caller_number LIKE '+%%' GROUP BY caller_number
    ),
    written AS (
        INSERT INTO owed_calls AS o (tenant_id, id, number, name, number_id, since, last_at, due_at, after_hours,
            call_ids, owner_id)
        SELECT {_TENANT}, n.call_ids[1], n.number, n.name, n.number_id, {_value("started_at")}, {_value("ended_at")},
            {_value("ended_at")} + t.owed_minutes * '1 minute'::interval, n.after_hours, n.call_ids, n.owner_id
        FROM missed n, tenants t
        WHERE t.id = {_TENANT} AND NOT EXISTS (
            SELECT FROM owed_calls d WHERE d.number = n.number AND d.closed_at IS NOT NULL AND d.call_ids && n.call_ids)
        ON CONFLICT (tenant_id, number) WHERE closed_at IS NULL DO UPDATE SET
            call_ids = ARRAY(SELECT DISTINCT unnest(o.call_ids || EXCLUDED.call_ids) ORDER BY 1),
            last_at = greatest(o.last_at, EXCLUDED.last_at), number_id = EXCLUDED.number_id
        RETURNING o.id, o.number, o.name, o.owner_id
    )
    SELECT id::text, id::text, number, name, owner_id::text FROM written WHERE id IN (SELECT call_ids[1] FROM missed)"""  # noqa: S608

# Two who talked owe each other nothing any more, whoever called whom. Gives what these calls closed, also again.
CLOSE_OWED = f"""{_INPUT},
    talked AS (
        SELECT id, connected_at, CASE direction WHEN 'inbound' THEN caller_number ELSE callee_number END AS number
        FROM input WHERE connected_at IS NOT NULL
    ),
    closed AS (
        UPDATE owed_calls o SET closed_at = {_value("connected_at")}, closed_by = n.id
        FROM talked n
        WHERE o.number = n.number AND o.closed_at IS NULL AND o.since <= {_value("connected_at")}
        RETURNING o.closed_by, o.id, o.number, o.name, o.owner_id
    )
    SELECT closed_by::text, id::text, number, name, owner_id::text FROM closed
    UNION ALL
    SELECT closed_by::text, id::text, number, name, owner_id::text FROM owed_calls
    WHERE closed_by IN (SELECT id FROM talked)"""  # noqa: S608

# A call to such a number that nobody answered counts as a try, also when it is written again.
TRY_OWED = f"""{_INPUT},
    tried AS (
        SELECT l.party->>'number' AS number, array_agg(DISTINCT n.id) AS ids, max(n.ended_at) AS ended_at
        FROM input n, jsonb_to_recordset(n.legs) AS l(direction text, party jsonb)
        WHERE n.connected_at IS NULL AND n.ended_at IS NOT NULL AND l.direction = 'outbound'
            AND l.party->>'number' LIKE '+%%' GROUP BY 1
    )
    UPDATE owed_calls o SET tried_by = ARRAY(SELECT DISTINCT unnest(o.tried_by || n.ids) ORDER BY 1),
        tried_at = greatest(o.tried_at, {_value("ended_at")})
    FROM tried n
    WHERE o.number = n.number AND o.closed_at IS NULL AND o.since <= {_value("ended_at")}"""  # noqa: S608

# What subscribers are told; written again, nothing changes.
WRITE_EVENTS = f"""INSERT INTO events (tenant_id, id, at, kind, call_id, people, queues, data)
    SELECT {_TENANT}, n.id, {_value("at")}, n.kind, n.call, n.people, n.queues, n.data
    FROM jsonb_to_recordset(%s::jsonb)
    AS n(id bigint, at bigint, kind text, call uuid, people uuid[], queues uuid[], data jsonb)
    ON CONFLICT DO NOTHING"""  # noqa: S608  only constants of this module

# Who listened to whom goes into the audit log, from the steps of the calls; written again, nothing is there twice.
NOTE_HEARD = "SELECT offhook_audit_heard(%s::jsonb)"
HEARD_STEPS = frozenset({"listening", "whispering", "barging", "taken_over"})

# What was told already of these calls, of the kinds that are told when the database has what they tell of.
TOLD = """SELECT call_id::text, kind || ' ' || (data->>'id') FROM events
    WHERE call_id = ANY(%s::uuid[])
    AND kind IN ('recording.ready', 'voicemail.left', 'owed_call.made', 'owed_call.closed')"""

NOTIFY = "SELECT pg_notify('offhook_events', payload) FROM unnest(%s::text[]) AS payload"
