
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE TYPE public.procrastinate_job_event_type AS ENUM (
    'deferred',
    'started',
    'deferred_for_retry',
    'failed',
    'succeeded',
    'cancelled',
    'abort_requested',
    'aborted',
    'scheduled',
    'retried'
);

CREATE TYPE public.procrastinate_job_status AS ENUM (
    'todo',
    'doing',
    'succeeded',
    'failed',
    'cancelled',
    'aborting',
    'aborted'
);

CREATE TYPE public.procrastinate_job_to_defer_v1 AS (
	queue_name character varying,
	task_name character varying,
	priority integer,
	lock text,
	queueing_lock text,
	args jsonb,
	scheduled_at timestamp with time zone
);

CREATE FUNCTION public.offhook_configuration_changed() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
    DECLARE
        changed jsonb := to_jsonb(COALESCE(NEW, OLD));
    BEGIN
        PERFORM pg_notify('offhook_configuration', COALESCE(changed ->> 'tenant_id', changed ->> 'id'));
        RETURN NULL;
    END
    $$;

CREATE FUNCTION public.offhook_tenant_of_login(login text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$ SELECT u.tenant_id FROM public.users u WHERE u.login = $1 $_$;

CREATE FUNCTION public.offhook_tenant_of_number(e164 text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$ SELECT n.tenant_id FROM public.numbers n WHERE n.e164 = $1 $_$;

CREATE FUNCTION public.offhook_tenant_of_session(hash bytea) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$ SELECT s.tenant_id FROM public.sessions s WHERE s.token_hash = $1 $_$;

CREATE FUNCTION public.offhook_tenant_of_token(hash bytea) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$ SELECT t.tenant_id FROM public.api_tokens t WHERE t.token_hash = $1 $_$;

CREATE FUNCTION public.offhook_tenants() RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$ SELECT id FROM public.tenants $$;

CREATE FUNCTION public.procrastinate_cancel_job_v1(job_id bigint, abort boolean, delete_job boolean) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status = 'todo'
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        IF abort THEN
            UPDATE procrastinate_jobs
            SET abort_requested = true,
                status = CASE status
                    WHEN 'todo' THEN 'cancelled'::procrastinate_job_status ELSE status
                END
            WHERE id = job_id AND status IN ('todo', 'doing')
            RETURNING id INTO _job_id;
        ELSE
            UPDATE procrastinate_jobs
            SET status = 'cancelled'::procrastinate_job_status
            WHERE id = job_id AND status = 'todo'
            RETURNING id INTO _job_id;
        END IF;
    END IF;
    RETURN _job_id;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_jobs_v1(jobs public.procrastinate_job_to_defer_v1[]) RETURNS bigint[]
    LANGUAGE plpgsql
    AS $$
DECLARE
    job_ids bigint[];
BEGIN
    WITH inserted_jobs AS (
        INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)
        SELECT (job).queue_name,
               (job).task_name,
               (job).priority,
               (job).lock,
               (job).queueing_lock,
               (job).args,
               (job).scheduled_at
        FROM unnest(jobs) AS job
        RETURNING id
    )
    SELECT array_agg(id) FROM inserted_jobs INTO job_ids;

    RETURN job_ids;
END;
$$;

CREATE FUNCTION public.procrastinate_defer_periodic_job_v2(_queue_name character varying, _lock character varying, _queueing_lock character varying, _task_name character varying, _priority integer, _periodic_id character varying, _defer_timestamp bigint, _args jsonb) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE
	_job_id bigint;
	_defer_id bigint;
BEGIN
    INSERT
        INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)
        VALUES (_task_name, _periodic_id, _defer_timestamp)
        ON CONFLICT DO NOTHING
        RETURNING id into _defer_id;

    IF _defer_id IS NULL THEN
        RETURN NULL;
    END IF;

    UPDATE procrastinate_periodic_defers
        SET job_id = (
            SELECT COALESCE((
                SELECT unnest(procrastinate_defer_jobs_v1(
                    ARRAY[
                        ROW(
                            _queue_name,
                            _task_name,
                            _priority,
                            _lock,
                            _queueing_lock,
                            _args,
                            NULL::timestamptz
                        )
                    ]::procrastinate_job_to_defer_v1[]
                ))
            ), NULL)
        )
        WHERE id = _defer_id
        RETURNING job_id INTO _job_id;

    DELETE
        FROM procrastinate_periodic_defers
        USING (
            SELECT id
            FROM procrastinate_periodic_defers
            WHERE procrastinate_periodic_defers.task_name = _task_name
            AND procrastinate_periodic_defers.periodic_id = _periodic_id
            AND procrastinate_periodic_defers.defer_timestamp < _defer_timestamp
            ORDER BY id
            FOR UPDATE
        ) to_delete
        WHERE procrastinate_periodic_defers.id = to_delete.id;

    RETURN _job_id;
END;
$$;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.procrastinate_jobs (
    id bigint NOT NULL,
    queue_name character varying(128) NOT NULL,
    task_name character varying(128) NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    lock text,
    queueing_lock text,
    args jsonb DEFAULT '{}'::jsonb NOT NULL,
    status public.procrastinate_job_status DEFAULT 'todo'::public.procrastinate_job_status NOT NULL,
    scheduled_at timestamp with time zone,
    attempts integer DEFAULT 0 NOT NULL,
    abort_requested boolean DEFAULT false NOT NULL,
    worker_id bigint,
    CONSTRAINT check_not_todo_abort_requested CHECK ((NOT ((status = 'todo'::public.procrastinate_job_status) AND (abort_requested = true))))
);

CREATE FUNCTION public.procrastinate_fetch_job_v2(target_queue_names character varying[], p_worker_id bigint) RETURNS public.procrastinate_jobs
    LANGUAGE plpgsql
    AS $$
DECLARE
	found_jobs procrastinate_jobs;
BEGIN
    WITH candidate AS (
        SELECT jobs.*
            FROM procrastinate_jobs AS jobs
            WHERE
                -- reject the job if its lock has earlier or higher priority jobs
                NOT EXISTS (
                    SELECT 1
                        FROM procrastinate_jobs AS other_jobs
                        WHERE
                            jobs.lock IS NOT NULL
                            AND other_jobs.lock = jobs.lock
                            AND (
                                -- job with same lock is already running
                                other_jobs.status = 'doing'
                                OR
                                -- job with same lock is waiting and has higher priority (or same priority but was queued first)
                                (
                                    other_jobs.status = 'todo'
                                    AND (
                                        other_jobs.priority > jobs.priority
                                        OR (
                                        other_jobs.priority = jobs.priority
                                        AND other_jobs.id < jobs.id
                                        )
                                    )
                                )
                            )
                )
                AND jobs.status = 'todo'
                AND (target_queue_names IS NULL OR jobs.queue_name = ANY( target_queue_names ))
                AND (jobs.scheduled_at IS NULL OR jobs.scheduled_at <= now())
            ORDER BY jobs.priority DESC, jobs.id ASC LIMIT 1
            FOR UPDATE OF jobs SKIP LOCKED
    )
    UPDATE procrastinate_jobs
        SET status = 'doing', worker_id = p_worker_id
        FROM candidate
        WHERE procrastinate_jobs.id = candidate.id
        RETURNING procrastinate_jobs.* INTO found_jobs;

 RETURN found_jobs;
END;
$$;

CREATE FUNCTION public.procrastinate_finish_job_v1(job_id bigint, end_status public.procrastinate_job_status, delete_job boolean) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
BEGIN
    IF end_status NOT IN ('succeeded', 'failed', 'aborted') THEN
        RAISE 'End status should be either "succeeded", "failed" or "aborted" (job id: %)', job_id;
    END IF;
    IF delete_job THEN
        DELETE FROM procrastinate_jobs
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = end_status,
            abort_requested = false,
            attempts = CASE status
                WHEN 'doing' THEN attempts + 1 ELSE attempts
            END
        WHERE id = job_id AND status IN ('todo', 'doing')
        RETURNING id INTO _job_id;
    END IF;
    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" or "todo" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_abort_job_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'abort_job_requested', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_notify_queue_job_inserted_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    payload TEXT;
BEGIN
    SELECT json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text INTO payload;
	PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
	PERFORM pg_notify('procrastinate_any_queue_v1', payload);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_prune_stalled_workers_v1(seconds_since_heartbeat double precision) RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    DELETE FROM procrastinate_workers
    WHERE last_heartbeat < NOW() - (seconds_since_heartbeat || 'SECOND')::INTERVAL
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_register_worker_v1() RETURNS TABLE(worker_id bigint)
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN QUERY
    INSERT INTO procrastinate_workers DEFAULT VALUES
    RETURNING procrastinate_workers.id;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v1(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
BEGIN
    SELECT abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status = 'doing'
    FOR UPDATE
    INTO _abort_requested;
    IF _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or not in "doing" status (job id: %)', job_id;
    END IF;
END;
$$;

CREATE FUNCTION public.procrastinate_retry_job_v2(job_id bigint, retry_at timestamp with time zone, new_priority integer, new_queue_name character varying, new_lock character varying) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    _job_id bigint;
    _abort_requested boolean;
    _current_status procrastinate_job_status;
BEGIN
    SELECT status, abort_requested FROM procrastinate_jobs
    WHERE id = job_id AND status IN ('doing', 'failed')
    FOR UPDATE
    INTO _current_status, _abort_requested;
    IF _current_status = 'doing' AND _abort_requested THEN
        UPDATE procrastinate_jobs
        SET status = 'failed'::procrastinate_job_status
        WHERE id = job_id AND status = 'doing'
        RETURNING id INTO _job_id;
    ELSE
        UPDATE procrastinate_jobs
        SET status = 'todo'::procrastinate_job_status,
            attempts = attempts + 1,
            scheduled_at = retry_at,
            priority = COALESCE(new_priority, priority),
            queue_name = COALESCE(new_queue_name, queue_name),
            lock = COALESCE(new_lock, lock)
        WHERE id = job_id AND status IN ('doing', 'failed')
        RETURNING id INTO _job_id;
    END IF;

    IF _job_id IS NULL THEN
        RAISE 'Job was not found or has an invalid status to retry (job id: %)', job_id;
    END IF;

END;
$$;

CREATE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'abort_requested'::procrastinate_job_event_type);
    RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type, at)
        VALUES (NEW.id, 'scheduled'::procrastinate_job_event_type, NEW.scheduled_at);

	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO procrastinate_events(job_id, type)
        VALUES (NEW.id, 'deferred'::procrastinate_job_event_type);
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_trigger_function_status_events_update_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    WITH t AS (
        SELECT CASE
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND NEW.status = 'doing'::procrastinate_job_status
                THEN 'started'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'deferred_for_retry'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'failed'::procrastinate_job_status
                THEN 'failed'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'succeeded'::procrastinate_job_status
                THEN 'succeeded'::procrastinate_job_event_type
            WHEN OLD.status = 'todo'::procrastinate_job_status
                AND (
                    NEW.status = 'cancelled'::procrastinate_job_status
                    OR NEW.status = 'failed'::procrastinate_job_status
                    OR NEW.status = 'succeeded'::procrastinate_job_status
                )
                THEN 'cancelled'::procrastinate_job_event_type
            WHEN OLD.status = 'doing'::procrastinate_job_status
                AND NEW.status = 'aborted'::procrastinate_job_status
                THEN 'aborted'::procrastinate_job_event_type
            WHEN OLD.status = 'failed'::procrastinate_job_status
                AND NEW.status = 'todo'::procrastinate_job_status
                THEN 'retried'::procrastinate_job_event_type
            ELSE NULL
        END as event_type
    )
    INSERT INTO procrastinate_events(job_id, type)
        SELECT NEW.id, t.event_type
        FROM t
        WHERE t.event_type IS NOT NULL;
	RETURN NEW;
END;
$$;

CREATE FUNCTION public.procrastinate_unlink_periodic_defers_v1() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_periodic_defers
    SET job_id = NULL
    WHERE job_id = OLD.id;
    RETURN OLD;
END;
$$;

CREATE FUNCTION public.procrastinate_unregister_worker_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM procrastinate_workers
    WHERE id = worker_id;
END;
$$;

CREATE FUNCTION public.procrastinate_update_heartbeat_v1(worker_id bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE procrastinate_workers
    SET last_heartbeat = NOW()
    WHERE id = worker_id;
END;
$$;

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.api_tokens (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    label text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone
);

ALTER TABLE ONLY public.api_tokens FORCE ROW LEVEL SECURITY;

CREATE TABLE public.call_legs (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    direction text NOT NULL,
    party jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    rang_at timestamp with time zone,
    answered_at timestamp with time zone,
    ended_at timestamp with time zone,
    status integer,
    cause integer,
    by text,
    reason text DEFAULT ''::text NOT NULL,
    quality jsonb,
    CONSTRAINT call_legs_direction_check CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text])))
);

ALTER TABLE ONLY public.call_legs FORCE ROW LEVEL SECURITY;

CREATE TABLE public.calls (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    started_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    connected_at timestamp with time zone,
    ended_at timestamp with time zone,
    direction text NOT NULL,
    caller_number text NOT NULL,
    caller_name text NOT NULL,
    dialled text NOT NULL,
    number_id uuid,
    callee_name text,
    callee_number text,
    result text,
    hangup_side text,
    status integer,
    reason text DEFAULT ''::text NOT NULL,
    owed boolean DEFAULT false NOT NULL,
    waiting_ms integer,
    talking_ms integer,
    journey jsonb DEFAULT '[]'::jsonb NOT NULL,
    parties jsonb DEFAULT '[]'::jsonb NOT NULL,
    person_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT calls_direction_check CHECK ((direction = ANY (ARRAY['inbound'::text, 'outbound'::text, 'internal'::text])))
);

ALTER TABLE ONLY public.calls FORCE ROW LEVEL SECURITY;

CREATE TABLE public.devices (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    username text NOT NULL,
    secret_sealed bytea NOT NULL,
    person_id uuid,
    label text NOT NULL,
    codecs text[] NOT NULL,
    CONSTRAINT devices_username_check CHECK ((username ~ '^[A-Za-z0-9_.-]{1,64}$'::text))
);

ALTER TABLE ONLY public.devices FORCE ROW LEVEL SECURITY;

CREATE TABLE public.extensions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    person_id uuid,
    voicemail boolean NOT NULL,
    CONSTRAINT extensions_check CHECK (((kind = 'person'::text) = (person_id IS NOT NULL))),
    CONSTRAINT extensions_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'echo'::text]))),
    CONSTRAINT extensions_number_check CHECK ((number ~ '^[0-9*#]{1,15}$'::text))
);

ALTER TABLE ONLY public.extensions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.numbers (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    e164 text NOT NULL,
    label text NOT NULL,
    trunk_id uuid,
    scenario_id uuid,
    CONSTRAINT numbers_e164_check CHECK ((e164 ~ '^[+][1-9][0-9]{1,14}$'::text))
);

ALTER TABLE ONLY public.numbers FORCE ROW LEVEL SECURITY;

CREATE TABLE public.people (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    email text,
    language text,
    CONSTRAINT people_name_check CHECK ((name <> ''::text))
);

ALTER TABLE ONLY public.people FORCE ROW LEVEL SECURITY;

CREATE TABLE public.procrastinate_events (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    type public.procrastinate_job_event_type,
    at timestamp with time zone DEFAULT now()
);

CREATE SEQUENCE public.procrastinate_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_events_id_seq OWNED BY public.procrastinate_events.id;

CREATE SEQUENCE public.procrastinate_jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_jobs_id_seq OWNED BY public.procrastinate_jobs.id;

CREATE TABLE public.procrastinate_periodic_defers (
    id bigint NOT NULL,
    task_name character varying(128) NOT NULL,
    defer_timestamp bigint,
    job_id bigint,
    periodic_id character varying(128) DEFAULT ''::character varying NOT NULL
);

CREATE SEQUENCE public.procrastinate_periodic_defers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.procrastinate_periodic_defers_id_seq OWNED BY public.procrastinate_periodic_defers.id;

CREATE TABLE public.procrastinate_workers (
    id bigint NOT NULL,
    last_heartbeat timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE public.procrastinate_workers ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.procrastinate_workers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.queue_migrations (
    name text NOT NULL
);

CREATE TABLE public.recordings (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    path text NOT NULL,
    started_at timestamp with time zone NOT NULL,
    duration_ms integer,
    size bigint,
    error text
);

ALTER TABLE ONLY public.recordings FORCE ROW LEVEL SECURITY;

CREATE TABLE public.scenario_versions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    scenario_id uuid NOT NULL,
    version integer NOT NULL,
    graph jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by uuid,
    published_at timestamp with time zone,
    CONSTRAINT scenario_versions_version_check CHECK ((version > 0))
);

ALTER TABLE ONLY public.scenario_versions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.scenarios (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    published integer,
    CONSTRAINT scenarios_name_check CHECK ((name <> ''::text))
);

ALTER TABLE ONLY public.scenarios FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sessions (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.sessions FORCE ROW LEVEL SECURITY;

CREATE TABLE public.tenants (
    id uuid NOT NULL,
    name text NOT NULL,
    country text NOT NULL,
    language text NOT NULL,
    timezone text NOT NULL,
    currency text NOT NULL,
    sip_domain text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT tenants_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT tenants_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT tenants_name_check CHECK ((name <> ''::text))
);

ALTER TABLE ONLY public.tenants FORCE ROW LEVEL SECURITY;

CREATE TABLE public.trunks (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    port integer NOT NULL,
    transport text NOT NULL,
    match text[] NOT NULL,
    register boolean NOT NULL,
    username text,
    secret_sealed bytea,
    domain text,
    caller_id text,
    codecs text[] NOT NULL,
    CONSTRAINT trunks_caller_id_check CHECK ((caller_id ~ '^[+][1-9][0-9]{1,14}$'::text)),
    CONSTRAINT trunks_check CHECK (((NOT register) OR ((username IS NOT NULL) AND (secret_sealed IS NOT NULL)))),
    CONSTRAINT trunks_host_check CHECK ((host <> ''::text)),
    CONSTRAINT trunks_name_check CHECK ((name <> ''::text)),
    CONSTRAINT trunks_port_check CHECK (((port >= 1) AND (port <= 65535))),
    CONSTRAINT trunks_transport_check CHECK ((transport = ANY (ARRAY['udp'::text, 'tcp'::text])))
);

ALTER TABLE ONLY public.trunks FORCE ROW LEVEL SECURITY;

CREATE TABLE public.users (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    login text NOT NULL,
    password_hash text NOT NULL,
    role text NOT NULL,
    person_id uuid,
    disabled boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT users_login_check CHECK (((login = lower(login)) AND (login <> ''::text))),
    CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'supervisor'::text, 'agent'::text])))
);

ALTER TABLE ONLY public.users FORCE ROW LEVEL SECURITY;

CREATE TABLE public.voicemails (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    extension_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    path text NOT NULL,
    duration_ms integer NOT NULL,
    heard_at timestamp with time zone,
    mailed_at timestamp with time zone
);

ALTER TABLE ONLY public.voicemails FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY public.procrastinate_events ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_events_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_jobs ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_jobs_id_seq'::regclass);

ALTER TABLE ONLY public.procrastinate_periodic_defers ALTER COLUMN id SET DEFAULT nextval('public.procrastinate_periodic_defers_id_seq'::regclass);

INSERT INTO public.alembic_version VALUES
	('0001');

INSERT INTO public.api_tokens VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1794-73f5-8a7a-64f570824564', '01a20649-177d-767e-9853-ae9519ae08f7', '\xefe274a8c3a9493c06da1143ac5b18b454c0103a6d68049fe6845478f9130910', 'demo administrator', '2026-11-23 02:43:03.181769+00', NULL),
	('01a20649-17c3-712f-ba63-008643a273a6', '01a20649-17ce-71c1-a013-0bf5165ced09', '01a20649-17c6-760b-a8f2-d5c271e78376', '\x39ff72f4f4fd51687ce046bbe0707dab42e96afd1c53d097247d83a804dd21bf', 't', '2026-11-23 02:43:03.236153+00', NULL);

INSERT INTO public.call_legs VALUES
	('01a20649-17c3-712f-ba63-008643a273a6', '01a20649-17d9-713e-9269-f19345a12243', '01a20649-17d9-713e-9269-f192daf49154', 'inbound', '{"number": "+37255512345", "trunk_id": "01a20649-17d9-713e-9269-f1976147ba8d"}', '2026-09-21 14:13:20+00', NULL, '2026-09-21 14:13:20.1+00', '2026-09-21 14:14:30+00', 200, 16, 'remote', '', '{"mos": 4.3, "codec": "PCMA", "remote": null, "jitter_ms": 1.5, "loss_percent": 0.1, "packets_lost": 3, "packets_sent": 3000, "max_jitter_ms": 7.25, "round_trip_ms": 12.0, "packets_expected": 3000, "packets_received": 3000}'),
	('01a20649-17c3-712f-ba63-008643a273a6', '01a20649-17d9-713e-9269-f194ba6fe547', '01a20649-17d9-713e-9269-f192daf49154', 'outbound', '{"name": "Anna", "number": "201", "device_id": "01a20649-17d9-713e-9269-f19a613d1f2f", "person_id": "01a20649-17d9-713e-9269-f199d3d73709", "extension_id": "01a20649-17d9-713e-9269-f1989ddae9cd"}', '2026-09-21 14:13:24+00', '2026-09-21 14:13:25+00', NULL, '2026-09-21 14:13:30+00', 487, NULL, 'local', 'Call completed elsewhere', NULL),
	('01a20649-17c3-712f-ba63-008643a273a6', '01a20649-17d9-713e-9269-f195f64cbb5b', '01a20649-17d9-713e-9269-f192daf49154', 'outbound', '{"name": "Boris", "number": "202", "device_id": "01a20649-17d9-713e-9269-f19dedf7ec26", "person_id": "01a20649-17d9-713e-9269-f19cecf36387", "extension_id": "01a20649-17d9-713e-9269-f19bf210e9aa"}', '2026-09-21 14:13:24+00', '2026-09-21 14:13:25+00', '2026-09-21 14:13:30+00', '2026-09-21 14:14:30+00', 200, 16, 'local', '', '{"mos": 4.3, "codec": "PCMA", "remote": null, "jitter_ms": 1.5, "loss_percent": 2.5, "packets_lost": 75, "packets_sent": 3000, "max_jitter_ms": 7.25, "round_trip_ms": 12.0, "packets_expected": 3000, "packets_received": 3000}'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17d9-713e-9269-f1901d8118a7', '01a20649-17d9-713e-9269-f18f8bdb1800', 'inbound', '{"name": "Jüri Õun", "number": "+37255512346"}', '2026-09-21 14:13:20+00', NULL, '2026-09-21 14:13:20+00', '2026-09-21 14:14:12+00', 200, 16, 'remote', '', '{"mos": 4.3, "codec": "PCMA", "remote": null, "jitter_ms": 1.5, "loss_percent": 0.0, "packets_lost": 0, "packets_sent": 3000, "max_jitter_ms": 7.25, "round_trip_ms": 12.0, "packets_expected": 3000, "packets_received": 3000}'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17d8-7354-8b41-135c308e0436', '01a20649-17d8-7354-8b41-135bb6fab310', 'inbound', '{"number": "+37255512345", "trunk_id": "01a20649-17d8-7354-8b41-1360e16204cb"}', '2026-09-21 14:13:20+00', NULL, '2026-09-21 14:13:20.1+00', '2026-09-21 14:14:30+00', 200, 16, 'remote', '', '{"mos": 4.3, "codec": "PCMA", "remote": null, "jitter_ms": 1.5, "loss_percent": 0.1, "packets_lost": 3, "packets_sent": 3000, "max_jitter_ms": 7.25, "round_trip_ms": 12.0, "packets_expected": 3000, "packets_received": 3000}'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17d8-7354-8b41-135dd4110c48', '01a20649-17d8-7354-8b41-135bb6fab310', 'outbound', '{"name": "Anna", "number": "201", "person_id": "01a20649-1709-7468-a021-6cec291029f8"}', '2026-09-21 14:13:24+00', '2026-09-21 14:13:25+00', NULL, '2026-09-21 14:13:30+00', 487, NULL, 'local', 'Call completed elsewhere', NULL),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17d8-7354-8b41-135ee7c594cf', '01a20649-17d8-7354-8b41-135bb6fab310', 'outbound', '{"name": "Boris", "number": "202", "device_id": "01a20649-17d8-7354-8b41-1366a24438f8", "person_id": "01a20649-17d8-7354-8b41-1365263574f0", "extension_id": "01a20649-17d8-7354-8b41-1364d44cf4e8"}', '2026-09-21 14:13:24+00', '2026-09-21 14:13:25+00', '2026-09-21 14:13:30+00', '2026-09-21 14:14:30+00', 200, 16, 'local', '', '{"mos": 4.3, "codec": "PCMA", "remote": null, "jitter_ms": 1.5, "loss_percent": 2.5, "packets_lost": 75, "packets_sent": 3000, "max_jitter_ms": 7.25, "round_trip_ms": 12.0, "packets_expected": 3000, "packets_received": 3000}');

INSERT INTO public.calls VALUES
	('01a20649-17c3-712f-ba63-008643a273a6', '01a20649-17d9-713e-9269-f192daf49154', '2026-09-21 14:13:20+00', '2026-09-21 14:13:20.1+00', '2026-09-21 14:13:30+00', '2026-09-21 14:14:30+00', 'inbound', '+37255512345', '', '+3726000100', NULL, 'Boris', '202', 'answered', 'caller', 200, '', false, 10000, 60000, '[{"at": 1790000000000000, "kind": "received", "node": null, "detail": {"from": "+37255512345", "trunk": "Operator", "number": "+3726000100"}}, {"at": 1790000000000000, "kind": "scenario", "node": null, "detail": {"name": "Main line", "version": 1}}, {"at": 1790000004000000, "kind": "played", "node": "greeting", "detail": {"prompt": "welcome", "interrupted_by": "1"}}, {"at": 1790000004000000, "kind": "menu", "node": "menu", "detail": {"label": "Sales", "choice": "1", "attempt": 1}}, {"at": 1790000004000000, "kind": "ringing", "node": "sales", "detail": {"who": [{"name": "Anna", "number": "201"}, {"name": "Boris", "number": "202"}], "seconds": 20}}, {"at": 1790000010000000, "kind": "answered", "node": "sales", "detail": {"who": {"name": "Boris", "number": "202"}, "after_s": 6.0}}, {"at": 1790000010000000, "kind": "connected", "node": "sales", "detail": {"who": {"name": "Boris", "number": "202"}}}, {"at": 1790000070000000, "kind": "hangup", "node": null, "detail": {"side": "caller", "reason": ""}}]', '[{"number": "+37255512345", "trunk_id": "01a20649-17d9-713e-9269-f1976147ba8d"}, {"name": "Anna", "number": "201", "device_id": "01a20649-17d9-713e-9269-f19a613d1f2f", "person_id": "01a20649-17d9-713e-9269-f199d3d73709", "extension_id": "01a20649-17d9-713e-9269-f1989ddae9cd"}, {"name": "Boris", "number": "202", "device_id": "01a20649-17d9-713e-9269-f19dedf7ec26", "person_id": "01a20649-17d9-713e-9269-f19cecf36387", "extension_id": "01a20649-17d9-713e-9269-f19bf210e9aa"}]', '{01a20649-17d9-713e-9269-f199d3d73709,01a20649-17d9-713e-9269-f19cecf36387}'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17d9-713e-9269-f18f8bdb1800', '2026-09-21 14:13:20+00', '2026-09-21 14:13:20+00', NULL, '2026-09-21 14:14:12+00', 'inbound', '+37255512346', 'Jüri Õun', '+3726000100', NULL, NULL, NULL, 'voicemail', 'caller', 200, '', true, 40000, NULL, '[{"at": 1790000040000000, "kind": "unanswered", "node": "duty", "detail": {"who": [{"name": "Clara", "number": "203"}], "seconds": 20}}, {"at": 1790000040000000, "kind": "voicemail", "node": "box", "detail": {"box": {"name": "Clara", "number": "203"}, "reason": "no answer"}}, {"at": 1790000052000000, "kind": "voicemail_left", "node": "box", "detail": {"seconds": 11.5}}]', '[{"name": "Jüri Õun", "number": "+37255512346"}]', '{}'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17d8-7354-8b41-135bb6fab310', '2026-09-21 14:13:20+00', '2026-09-21 14:13:20.1+00', '2026-09-21 14:13:30+00', '2026-09-21 14:14:30+00', 'inbound', '+37255512345', '', '+3726000100', NULL, 'Boris', '202', 'answered', 'caller', 200, '', false, 10000, 60000, '[{"at": 1790000000000000, "kind": "received", "node": null, "detail": {"from": "+37255512345", "trunk": "Operator", "number": "+3726000100"}}, {"at": 1790000000000000, "kind": "scenario", "node": null, "detail": {"name": "Main line", "version": 1}}, {"at": 1790000004000000, "kind": "played", "node": "greeting", "detail": {"prompt": "welcome", "interrupted_by": "1"}}, {"at": 1790000004000000, "kind": "menu", "node": "menu", "detail": {"label": "Sales", "choice": "1", "attempt": 1}}, {"at": 1790000004000000, "kind": "ringing", "node": "sales", "detail": {"who": [{"name": "Anna", "number": "201"}, {"name": "Boris", "number": "202"}], "seconds": 20}}, {"at": 1790000010000000, "kind": "answered", "node": "sales", "detail": {"who": {"name": "Boris", "number": "202"}, "after_s": 6.0}}, {"at": 1790000010000000, "kind": "connected", "node": "sales", "detail": {"who": {"name": "Boris", "number": "202"}}}, {"at": 1790000070000000, "kind": "hangup", "node": null, "detail": {"side": "caller", "reason": ""}}]', '[{"number": "+37255512345", "trunk_id": "01a20649-17d8-7354-8b41-1360e16204cb"}, {"name": "Anna", "number": "201", "person_id": "01a20649-1709-7468-a021-6cec291029f8"}, {"name": "Boris", "number": "202", "device_id": "01a20649-17d8-7354-8b41-1366a24438f8", "person_id": "01a20649-17d8-7354-8b41-1365263574f0", "extension_id": "01a20649-17d8-7354-8b41-1364d44cf4e8"}]', '{01a20649-1709-7468-a021-6cec291029f8,01a20649-17d8-7354-8b41-1365263574f0}');

INSERT INTO public.devices VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1712-71be-b230-5579ba5f3c8a', 'demo201', '\x017ed3b765f554a7d45fa357347cddab968cb0d51c8b5f29c774a1ff06a86433e0fd7ffe9d3d3c8cf6ac91', '01a20649-1709-7468-a021-6cec291029f8', 'Telephone of Anna Kask', '{}'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1726-7355-b8d5-3c105ff930a7', 'demo202', '\x01c313386f06ceafc825e426739b7a3d17ed818bcab577da43946b60c317104b7865ac3c9f147b0bf4c002', '01a20649-1724-73d5-bf4f-9773f653de0a', 'Telephone of Boris Tamm', '{}'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-172e-7065-9b14-8d89362a3f49', 'demo203', '\x0185c157161c572dc8c70300ebb702186a980001b7a140949be0f7f265901028d09838b5faaa0a748e7e1d', '01a20649-172d-7020-8cf4-94446fb6a6e6', 'Telephone of Clara Saar', '{}');

INSERT INTO public.extensions VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-171c-7111-92b1-86e0371e2233', '201', 'Anna Kask', 'person', '01a20649-1709-7468-a021-6cec291029f8', true),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1727-7761-b26f-8d1e0788cd1d', '202', 'Boris Tamm', 'person', '01a20649-1724-73d5-bf4f-9773f653de0a', true),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-172f-73d0-ba37-67586a54a337', '203', 'Clara Saar', 'person', '01a20649-172d-7020-8cf4-94446fb6a6e6', true),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1731-7433-996f-7adf9e9a6b41', '*43', 'Echo test', 'echo', NULL, false);

INSERT INTO public.numbers VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1778-7608-90b2-0c2e4c3a55b6', '+3726000100', 'Main line', '01a20649-1734-721a-8df2-70a04002ba93', '01a20649-173e-72cc-8065-95887aa9eb64');

INSERT INTO public.people VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1709-7468-a021-6cec291029f8', 'Anna Kask', 'anna@example.com', NULL),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1724-73d5-bf4f-9773f653de0a', 'Boris Tamm', 'boris@example.com', NULL),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-172d-7020-8cf4-94446fb6a6e6', 'Clara Saar', 'clara@example.com', NULL);

INSERT INTO public.procrastinate_events VALUES
	(1, 1, 'deferred', '2026-11-23 02:43:03.268188+00');

INSERT INTO public.procrastinate_jobs VALUES
	(1, 'default', 'mail_voicemail', 0, 'mail_voicemail:01a20649-17d9-713e-9269-f191913b68ea', 'mail_voicemail:01a20649-17d9-713e-9269-f191913b68ea', '{"tenant": "01a20649-16d4-761f-b053-e410bcc34155", "voicemail": "01a20649-17d9-713e-9269-f191913b68ea"}', 'todo', NULL, 0, false, NULL);

INSERT INTO public.queue_migrations VALUES
	('00.00.00_01_initial.sql'),
	('00.05.00_01_drop_started_at_column.sql'),
	('00.05.00_02_drop_started_at_column.sql'),
	('00.05.00_03_drop_procrastinate_version_table.sql'),
	('00.06.00_01_fix_procrastinate_fetch_job.sql'),
	('00.07.01_01_fix_trigger_status_events_insert.sql'),
	('00.08.01_01_add_queueing_lock_column.sql'),
	('00.10.00_01_close_fetch_job_race_condition.sql'),
	('00.10.00_02_add_defer_job_function.sql'),
	('00.11.00_03_add_procrastinate_periodic_defers.sql'),
	('00.12.00_01_add_foreign_key_index.sql'),
	('00.14.00_01_add_locks_to_periodic_defer.sql'),
	('00.15.02_01_fix_procrastinate_defer_periodic_job.sql'),
	('00.16.00_01_add_finish_job_and_retry_job_functions.sql'),
	('00.17.00_01_add_trigger_on_job_deletion.sql'),
	('00.17.00_02_delete_finished_jobs.sql'),
	('00.17.00_03_add_checks_to_finish_job.sql'),
	('00.17.00_04_add_checks_to_retry_job.sql'),
	('00.18.01_01_fix_finish_job_compat_issue.sql'),
	('00.19.00_01_add_index_on_procrastinate_jobs.sql'),
	('00.22.00_01_add_kwargs_to_defer_periodic_job.sql'),
	('00.23.00_01_null_locks_excluded.sql'),
	('01.00.00_01_remove_old_finish_job_function.sql'),
	('01.01.01_01_job_id_bigint.sql'),
	('02.00.03_01_add_job_priority.sql'),
	('02.05.00_01_add_periodic_job_priority.sql'),
	('02.06.00_01_add_cancel_states.sql'),
	('02.08.00_01_add_additional_params_to_retry_job.sql'),
	('02.14.01_01_add_indexes_for_fetch_job.sql'),
	('03.00.00_01_pre_cancel_notification.sql'),
	('03.00.00_50_post_cancel_notification.sql'),
	('03.01.00_01_pre_add_heartbeat.sql'),
	('03.01.00_50_post_add_heartbeat.sql'),
	('03.02.00_01_pre_batch_defer_jobs.sql'),
	('03.02.00_50_post_batch_defer_jobs.sql'),
	('03.03.00_01_pre_priority_lock_fetch_job.sql'),
	('03.04.00_01_pre_add_retry_failed_job_procedure.sql'),
	('03.04.00_50_post_add_retry_failed_job_procedure.sql');

INSERT INTO public.recordings VALUES
	('01a20649-17c3-712f-ba63-008643a273a6', '01a20649-17d9-713e-9269-f196fa4f1d1d', '01a20649-17d9-713e-9269-f192daf49154', '/data/recordings/01a20649-17d9-713e-9269-f196fa4f1d1d.wav', '2026-09-21 14:13:30+00', 60000, 1920044, NULL),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17d8-7354-8b41-135f001eff8d', '01a20649-17d8-7354-8b41-135bb6fab310', '/var/lib/offhook/recordings/one.wav', '2026-09-21 14:13:30+00', 60000, 1920044, NULL);

INSERT INTO public.scenario_versions VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1758-733a-b440-d7abc0fabf26', '01a20649-173e-72cc-8065-95887aa9eb64', 1, '{"nodes": {"duty": {"kind": "ring", "title": "Duty person", "seconds": 20.0, "extensions": ["203"], "unanswered": "message"}, "menu": {"kind": "menu", "title": "Main menu", "choices": {"1": {"next": "sales", "label": "Sales"}, "2": {"next": "support", "label": "Support"}}, "prompts": ["menu_main"], "attempts": 3, "otherwise": "duty", "extensions": true, "wait_seconds": 5.0, "digit_seconds": 1.5, "extension_seconds": 20.0}, "sales": {"kind": "ring", "title": "Sales", "seconds": 20.0, "extensions": ["201", "202"], "unanswered": "duty"}, "message": {"kind": "voicemail", "title": "Message for the duty person", "prompts": ["unavailable_leave_message"], "extension": "203", "max_seconds": 180.0}, "support": {"kind": "ring", "title": "Support", "seconds": 20.0, "extensions": ["203"], "unanswered": "duty"}, "greeting": {"kind": "play", "next": "menu", "title": "Greeting", "prompts": ["welcome"]}}, "start": "greeting"}', '2026-11-23 02:43:02.997927+00', NULL, '2026-11-23 02:43:02.997927+00');

INSERT INTO public.scenarios VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-173e-72cc-8065-95887aa9eb64', 'Main line', 1);

INSERT INTO public.tenants VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', 'Tallinn Trading OÜ', 'EE', 'en', 'Europe/Tallinn', 'EUR', '127.0.0.1', '2026-11-23 02:43:02.997927+00'),
	('01a20649-17c3-712f-ba63-008643a273a6', 'Other', 'EE', 'en', 'UTC', 'EUR', 'other.example', '2026-11-23 02:43:03.236153+00');

INSERT INTO public.trunks VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1734-721a-8df2-70a04002ba93', 'Demo operator', '127.0.0.10', 5060, 'udp', '{127.0.0.10}', false, NULL, NULL, NULL, '+3726000100', '{}');

INSERT INTO public.users VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-177d-767e-9853-ae9519ae08f7', 'admin', '$argon2id$v=19$m=8,t=1,p=1$LooxPnZI/085g12BRgdlrA$2Ag2ljjj/SMugEQ3+IRNRYe3dpySz9cuPhgo5MBI118', 'admin', NULL, false, '2026-11-23 02:43:02.997927+00'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-1786-721c-a66b-681533f141ee', 'anna', '$argon2id$v=19$m=8,t=1,p=1$qK3ufsS36Xoj3TPGXwn6bQ$F8x506uM9dheZj5SOEGhqnW8Vl+FeCo+JfHG7tXJuY4', 'agent', '01a20649-1709-7468-a021-6cec291029f8', false, '2026-11-23 02:43:02.997927+00'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17b4-7785-832a-3e3f4bee5855', 'agnes', '$argon2id$v=19$m=8,t=1,p=1$eNJyEnSy83a6epM1n7FC8A$Df0JgatCaSmfKYiLPNFNA7jsB5l4kyk1uMtwO5GPIBM', 'agent', '01a20649-1709-7468-a021-6cec291029f8', false, '2026-11-23 02:43:03.206116+00'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17b7-758b-9c98-d72415388649', 'nobody', '$argon2id$v=19$m=8,t=1,p=1$f1Lsu/BjDoqSeepMBCYu7g$UuTF6LGxtEwrVqjblExOCM9xOxiukEc5IjOCMg8XE3g', 'agent', NULL, false, '2026-11-23 02:43:03.206116+00'),
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17bb-70fc-81cd-3bbb97c586fe', 'super', '$argon2id$v=19$m=8,t=1,p=1$B7yUHWjKH99n5qrSikh0sQ$/6rTHtL5GWCvcph/73MdozDTnFnYi7qvqg5abt9RCh0', 'supervisor', NULL, false, '2026-11-23 02:43:03.206116+00'),
	('01a20649-17c3-712f-ba63-008643a273a6', '01a20649-17c6-760b-a8f2-d5c271e78376', 'o', '$argon2id$v=19$m=8,t=1,p=1$eoydHRYGhI0df4ori5s1uQ$6nJ/Zbspx1K/155Y5ckKRUA9vee6z2HpHk3JoTHYtvc', 'admin', NULL, false, '2026-11-23 02:43:03.236153+00');

INSERT INTO public.voicemails VALUES
	('01a20649-16d4-761f-b053-e410bcc34155', '01a20649-17d9-713e-9269-f191913b68ea', '01a20649-17d9-713e-9269-f18f8bdb1800', '01a20649-172f-73d0-ba37-67586a54a337', '2026-09-21 14:14:12+00', '/data/voicemail/01a20649-17d9-713e-9269-f191913b68ea.wav', 11500, NULL, NULL);

SELECT pg_catalog.setval('public.procrastinate_events_id_seq', 1, true);

SELECT pg_catalog.setval('public.procrastinate_jobs_id_seq', 1, true);

SELECT pg_catalog.setval('public.procrastinate_periodic_defers_id_seq', 1, false);

SELECT pg_catalog.setval('public.procrastinate_workers_id_seq', 1, false);

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT api_tokens_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT api_tokens_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.call_legs
    ADD CONSTRAINT call_legs_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.calls
    ADD CONSTRAINT calls_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_username_key UNIQUE (username);

ALTER TABLE ONLY public.extensions
    ADD CONSTRAINT extensions_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.extensions
    ADD CONSTRAINT extensions_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.numbers
    ADD CONSTRAINT numbers_e164_key UNIQUE (e164);

ALTER TABLE ONLY public.numbers
    ADD CONSTRAINT numbers_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_unique UNIQUE (task_name, periodic_id, defer_timestamp);

ALTER TABLE ONLY public.procrastinate_workers
    ADD CONSTRAINT procrastinate_workers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.queue_migrations
    ADD CONSTRAINT queue_migrations_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.recordings
    ADD CONSTRAINT recordings_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.scenario_versions
    ADD CONSTRAINT scenario_versions_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.scenario_versions
    ADD CONSTRAINT scenario_versions_tenant_id_scenario_id_version_key UNIQUE (tenant_id, scenario_id, version);

ALTER TABLE ONLY public.scenarios
    ADD CONSTRAINT scenarios_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.scenarios
    ADD CONSTRAINT scenarios_tenant_id_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.tenants
    ADD CONSTRAINT tenants_sip_domain_key UNIQUE (sip_domain);

ALTER TABLE ONLY public.trunks
    ADD CONSTRAINT trunks_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.trunks
    ADD CONSTRAINT trunks_tenant_id_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_login_key UNIQUE (login);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.voicemails
    ADD CONSTRAINT voicemails_pkey PRIMARY KEY (tenant_id, id);

CREATE INDEX call_legs_tenant_id_call_id_idx ON public.call_legs USING btree (tenant_id, call_id);

CREATE INDEX calls_newest_idx ON public.calls USING btree (tenant_id, started_at DESC, id DESC);

CREATE INDEX calls_people_idx ON public.calls USING gin (person_ids);

CREATE INDEX idx_procrastinate_jobs_worker_not_null ON public.procrastinate_jobs USING btree (worker_id) WHERE ((worker_id IS NOT NULL) AND (status = 'doing'::public.procrastinate_job_status));

CREATE INDEX idx_procrastinate_workers_last_heartbeat ON public.procrastinate_workers USING btree (last_heartbeat);

CREATE INDEX procrastinate_events_job_id_fkey_v1 ON public.procrastinate_events USING btree (job_id);

CREATE INDEX procrastinate_jobs_id_lock_idx_v1 ON public.procrastinate_jobs USING btree (id, lock) WHERE (status = ANY (ARRAY['todo'::public.procrastinate_job_status, 'doing'::public.procrastinate_job_status]));

CREATE UNIQUE INDEX procrastinate_jobs_lock_idx_v1 ON public.procrastinate_jobs USING btree (lock) WHERE (status = 'doing'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_priority_idx_v1 ON public.procrastinate_jobs USING btree (priority DESC, id) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_jobs_queue_name_idx_v1 ON public.procrastinate_jobs USING btree (queue_name);

CREATE UNIQUE INDEX procrastinate_jobs_queueing_lock_idx_v1 ON public.procrastinate_jobs USING btree (queueing_lock) WHERE (status = 'todo'::public.procrastinate_job_status);

CREATE INDEX procrastinate_periodic_defers_job_id_fkey_v1 ON public.procrastinate_periodic_defers USING btree (job_id);

CREATE INDEX recordings_tenant_id_call_id_idx ON public.recordings USING btree (tenant_id, call_id);

CREATE UNIQUE INDEX scenario_versions_draft_idx ON public.scenario_versions USING btree (tenant_id, scenario_id) WHERE (published_at IS NULL);

CREATE INDEX voicemails_newest_idx ON public.voicemails USING btree (tenant_id, extension_id, at DESC);

CREATE INDEX voicemails_tenant_id_call_id_idx ON public.voicemails USING btree (tenant_id, call_id);

CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON public.devices FOR EACH ROW EXECUTE FUNCTION public.offhook_configuration_changed();

CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON public.extensions FOR EACH ROW EXECUTE FUNCTION public.offhook_configuration_changed();

CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON public.numbers FOR EACH ROW EXECUTE FUNCTION public.offhook_configuration_changed();

CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.offhook_configuration_changed();

CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON public.scenarios FOR EACH ROW EXECUTE FUNCTION public.offhook_configuration_changed();

CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON public.tenants FOR EACH ROW EXECUTE FUNCTION public.offhook_configuration_changed();

CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR UPDATE ON public.trunks FOR EACH ROW EXECUTE FUNCTION public.offhook_configuration_changed();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_aborted_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN (((old.abort_requested = false) AND (new.abort_requested = true) AND (new.status = 'doing'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_notify_queue_abort_job_v1();

CREATE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_notify_queue_job_inserted_v1();

CREATE TRIGGER procrastinate_trigger_abort_requested_events_v1 AFTER UPDATE OF abort_requested ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.abort_requested = true)) EXECUTE FUNCTION public.procrastinate_trigger_abort_requested_events_procedure_v1();

CREATE TRIGGER procrastinate_trigger_delete_jobs_v1 BEFORE DELETE ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_unlink_periodic_defers_v1();

CREATE TRIGGER procrastinate_trigger_scheduled_events_v1 AFTER INSERT OR UPDATE ON public.procrastinate_jobs FOR EACH ROW WHEN (((new.scheduled_at IS NOT NULL) AND (new.status = 'todo'::public.procrastinate_job_status))) EXECUTE FUNCTION public.procrastinate_trigger_function_scheduled_events_v1();

CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON public.procrastinate_jobs FOR EACH ROW WHEN ((new.status = 'todo'::public.procrastinate_job_status)) EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_insert_v1();

CREATE TRIGGER procrastinate_trigger_status_events_update_v1 AFTER UPDATE OF status ON public.procrastinate_jobs FOR EACH ROW EXECUTE FUNCTION public.procrastinate_trigger_function_status_events_update_v1();

ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT api_tokens_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT api_tokens_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.users(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.call_legs
    ADD CONSTRAINT call_legs_tenant_id_call_id_fkey FOREIGN KEY (tenant_id, call_id) REFERENCES public.calls(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.call_legs
    ADD CONSTRAINT call_legs_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.calls
    ADD CONSTRAINT calls_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.devices
    ADD CONSTRAINT devices_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.people(tenant_id, id) ON DELETE SET NULL (person_id);

ALTER TABLE ONLY public.extensions
    ADD CONSTRAINT extensions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.extensions
    ADD CONSTRAINT extensions_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.people(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.numbers
    ADD CONSTRAINT numbers_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.numbers
    ADD CONSTRAINT numbers_tenant_id_scenario_id_fkey FOREIGN KEY (tenant_id, scenario_id) REFERENCES public.scenarios(tenant_id, id) ON DELETE SET NULL (scenario_id);

ALTER TABLE ONLY public.numbers
    ADD CONSTRAINT numbers_tenant_id_trunk_id_fkey FOREIGN KEY (tenant_id, trunk_id) REFERENCES public.trunks(tenant_id, id) ON DELETE SET NULL (trunk_id);

ALTER TABLE ONLY public.people
    ADD CONSTRAINT people_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.procrastinate_events
    ADD CONSTRAINT procrastinate_events_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.procrastinate_jobs
    ADD CONSTRAINT procrastinate_jobs_worker_id_fkey FOREIGN KEY (worker_id) REFERENCES public.procrastinate_workers(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.procrastinate_periodic_defers
    ADD CONSTRAINT procrastinate_periodic_defers_job_id_fkey FOREIGN KEY (job_id) REFERENCES public.procrastinate_jobs(id);

ALTER TABLE ONLY public.recordings
    ADD CONSTRAINT recordings_tenant_id_call_id_fkey FOREIGN KEY (tenant_id, call_id) REFERENCES public.calls(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.recordings
    ADD CONSTRAINT recordings_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.scenario_versions
    ADD CONSTRAINT scenario_versions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.scenario_versions
    ADD CONSTRAINT scenario_versions_tenant_id_scenario_id_fkey FOREIGN KEY (tenant_id, scenario_id) REFERENCES public.scenarios(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.scenarios
    ADD CONSTRAINT scenarios_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.scenarios
    ADD CONSTRAINT scenarios_tenant_id_id_published_fkey FOREIGN KEY (tenant_id, id, published) REFERENCES public.scenario_versions(tenant_id, scenario_id, version);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES public.users(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.trunks
    ADD CONSTRAINT trunks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_tenant_id_person_id_fkey FOREIGN KEY (tenant_id, person_id) REFERENCES public.people(tenant_id, id) ON DELETE SET NULL (person_id);

ALTER TABLE ONLY public.voicemails
    ADD CONSTRAINT voicemails_tenant_id_call_id_fkey FOREIGN KEY (tenant_id, call_id) REFERENCES public.calls(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.voicemails
    ADD CONSTRAINT voicemails_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES public.tenants(id) ON DELETE CASCADE;

ALTER TABLE public.api_tokens ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.call_legs ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.calls ENABLE ROW LEVEL SECURITY;

CREATE POLICY company ON public.api_tokens USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.call_legs USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.calls USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.devices USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.extensions USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.numbers USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.people USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.recordings USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.scenario_versions USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.scenarios USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.sessions USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.tenants USING ((id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.trunks USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.users USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

CREATE POLICY company ON public.voicemails USING ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('offhook.tenant'::text, true), ''::text))::uuid));

ALTER TABLE public.devices ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.extensions ENABLE ROW LEVEL SECURITY;

CREATE POLICY lookup ON public.api_tokens FOR SELECT TO offhook_owner USING (true);

CREATE POLICY lookup ON public.numbers FOR SELECT TO offhook_owner USING (true);

CREATE POLICY lookup ON public.sessions FOR SELECT TO offhook_owner USING (true);

CREATE POLICY lookup ON public.tenants FOR SELECT TO offhook_owner USING (true);

CREATE POLICY lookup ON public.users FOR SELECT TO offhook_owner USING (true);

ALTER TABLE public.numbers ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.people ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.recordings ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.scenario_versions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.scenarios ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sessions ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.tenants ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.trunks ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.users ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.voicemails ENABLE ROW LEVEL SECURITY;

REVOKE ALL ON FUNCTION public.offhook_tenant_of_login(login text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.offhook_tenant_of_login(login text) TO offhook_app;

REVOKE ALL ON FUNCTION public.offhook_tenant_of_number(e164 text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.offhook_tenant_of_number(e164 text) TO offhook_app;

REVOKE ALL ON FUNCTION public.offhook_tenant_of_session(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.offhook_tenant_of_session(hash bytea) TO offhook_app;

REVOKE ALL ON FUNCTION public.offhook_tenant_of_token(hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION public.offhook_tenant_of_token(hash bytea) TO offhook_app;

REVOKE ALL ON FUNCTION public.offhook_tenants() FROM PUBLIC;
GRANT ALL ON FUNCTION public.offhook_tenants() TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procrastinate_jobs TO offhook_app;

GRANT SELECT ON TABLE public.alembic_version TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.api_tokens TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.call_legs TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.calls TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.devices TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.extensions TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.numbers TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procrastinate_events TO offhook_app;

GRANT SELECT,USAGE ON SEQUENCE public.procrastinate_events_id_seq TO offhook_app;

GRANT SELECT,USAGE ON SEQUENCE public.procrastinate_jobs_id_seq TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procrastinate_periodic_defers TO offhook_app;

GRANT SELECT,USAGE ON SEQUENCE public.procrastinate_periodic_defers_id_seq TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.procrastinate_workers TO offhook_app;

GRANT SELECT,USAGE ON SEQUENCE public.procrastinate_workers_id_seq TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.recordings TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.scenario_versions TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.scenarios TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sessions TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.tenants TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.trunks TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.users TO offhook_app;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.voicemails TO offhook_app;

