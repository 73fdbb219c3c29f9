-- What happened, told to programs that ask (通知轮询): one unbroken row of numbers for each enterprise. Numbers are
-- given under the bank's gate, so that they appear in their order and whoever has read up to one has missed nothing.
CREATE TABLE event_gate (
    tenant_id UUID NOT NULL,
    told BIGINT NOT NULL,
    CONSTRAINT event_gate_pk PRIMARY KEY (tenant_id)
);

CREATE TABLE event_feed (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    event_id UUID NOT NULL,
    topic TEXT NOT NULL,
    account_number TEXT NOT NULL,
    number TEXT NOT NULL,
    client_serial TEXT NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT event_feed_pk PRIMARY KEY (tenant_id, enterprise_id, seq),
    CONSTRAINT event_feed_tenant_id_event_id_uq UNIQUE (tenant_id, event_id)
);

-- Documents made without being waited for (异步任务): asked under a serial of the enterprise's own, made by the worker,
-- fetched for some days. `due_at` is also the lease of whoever makes it now.
CREATE TABLE document_task (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    client_serial TEXT NOT NULL,
    user_id UUID NOT NULL,
    kind TEXT NOT NULL,
    asked JSONB NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    items BIGINT NOT NULL,
    size BIGINT NOT NULL,
    digest BYTEA,
    reason JSONB NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT document_task_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT document_task_enterprise_user_fk FOREIGN KEY (tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id),
    CONSTRAINT document_task_tenant_id_number_uq UNIQUE (tenant_id, number),
    CONSTRAINT document_task_tenant_id_enterprise_id_client_serial_uq UNIQUE (tenant_id, enterprise_id, client_serial),
    CONSTRAINT document_task_status_ck CHECK (status IN ('waiting', 'ready', 'failed', 'expired'))
);
CREATE INDEX document_task_tenant_id_due_at_ix ON document_task (tenant_id, due_at) WHERE status = 'waiting';

GRANT SELECT ON event_feed TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON event_feed TO yinqi_worker;
GRANT SELECT ON event_gate TO yinqi_worker, yinqi_auditor;
GRANT INSERT, UPDATE (told) ON event_gate TO yinqi_worker;
GRANT SELECT ON document_task TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON document_task TO yinqi_app;
GRANT UPDATE (status, attempts, due_at, items, size, digest, reason, ended_at) ON document_task TO yinqi_worker;

-- A program that asks about a name does not wait for the answer: the worker fetches it.
CREATE INDEX payee_name_check_tenant_id_asked_at_ix ON payee_name_check (tenant_id, asked_at) WHERE verdict = 'asked';
GRANT UPDATE (verdict, masked, answered_at) ON payee_name_check TO yinqi_worker;

-- What an enterprise says to the balance of a closed day (余额对账回签); never changed, the last word counts.
CREATE TABLE balance_confirmation (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    number TEXT NOT NULL,
    client_serial TEXT NOT NULL,
    account_number TEXT NOT NULL,
    on_date DATE NOT NULL,
    currency TEXT NOT NULL,
    bank_minor BIGINT NOT NULL,
    own_minor BIGINT NOT NULL,
    note TEXT NOT NULL,
    user_id UUID NOT NULL,
    by_name TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT balance_confirmation_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT balance_confirmation_enterprise_user_fk FOREIGN KEY (tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id),
    CONSTRAINT balance_confirmation_tenant_id_number_uq UNIQUE (tenant_id, number)
);
CREATE INDEX balance_confirmation_tenant_id_enterprise_id_account_nu_b1c7
    ON balance_confirmation (tenant_id, enterprise_id, account_number, on_date);
GRANT SELECT ON balance_confirmation TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON balance_confirmation TO yinqi_app;
