-- Where an enterprise's own programs are told what happened (Webhook 通知推送): the feed of events, pushed.
CREATE TABLE webhook (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    url TEXT NOT NULL,
    kinds JSONB NOT NULL,
    signature TEXT NOT NULL,
    status TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT webhook_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT webhook_status_ck CHECK (status IN ('active', 'ended'))
);
CREATE UNIQUE INDEX webhook_url_uq ON webhook (tenant_id, enterprise_id, url) WHERE status = 'active';

-- One event on its way to one address. `due_at` is also the lease of whoever sends it now; events about one
-- object go in their order, so only the first that waits of each may go.
CREATE TABLE webhook_delivery (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    webhook_id UUID NOT NULL,
    seq BIGINT NOT NULL,
    object TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    error TEXT,
    CONSTRAINT webhook_delivery_pk PRIMARY KEY (tenant_id, webhook_id, seq),
    CONSTRAINT webhook_delivery_webhook_fk FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id),
    CONSTRAINT webhook_delivery_status_ck CHECK (status IN ('waiting', 'sent', 'given_up'))
);
CREATE INDEX webhook_delivery_tenant_id_due_at_ix ON webhook_delivery (tenant_id, due_at) WHERE status = 'waiting';
CREATE INDEX webhook_delivery_tenant_id_webhook_id_object_seq_ix
    ON webhook_delivery (tenant_id, webhook_id, object, seq) WHERE status = 'waiting';

GRANT SELECT ON webhook, webhook_delivery TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT, UPDATE (kinds, signature, status, ended_at) ON webhook TO yinqi_app;
GRANT UPDATE (status, attempts, due_at, error) ON webhook_delivery TO yinqi_app;
GRANT INSERT, UPDATE (status, attempts, due_at, sent_at, error) ON webhook_delivery TO yinqi_worker;
