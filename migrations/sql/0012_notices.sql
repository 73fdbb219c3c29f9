-- How a person wants to be told (通知渠道), and what is on its way. Channels belong to the person, who may
-- be a user of several enterprises of the bank; a notice still belongs to one enterprise's user.
CREATE TABLE notice_channel (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    topics JSONB NOT NULL,
    status TEXT NOT NULL,
    code_hash BYTEA,
    code_until TIMESTAMP WITH TIME ZONE,
    tries BIGINT NOT NULL DEFAULT 0,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT notice_channel_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT notice_channel_person_fk FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
    CONSTRAINT notice_channel_tenant_id_person_id_kind_address_uq UNIQUE (tenant_id, person_id, kind, address),
    CONSTRAINT notice_channel_kind_ck CHECK (kind IN ('mail', 'wecom', 'dingtalk', 'feishu', 'sms')),
    CONSTRAINT notice_channel_status_ck CHECK (status IN ('pending', 'active', 'removed'))
);

-- `what` is the text itself where no notice stands behind it: the code that proves an address.
CREATE TABLE notice_delivery (
    tenant_id UUID NOT NULL,
    id UUID NOT NULL,
    channel_id UUID NOT NULL,
    notice_id UUID,
    what JSONB,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    error TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT notice_delivery_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT notice_delivery_notice_channel_fk FOREIGN KEY (tenant_id, channel_id) REFERENCES notice_channel (tenant_id, id),
    CONSTRAINT notice_delivery_notice_fk FOREIGN KEY (tenant_id, notice_id) REFERENCES notice (tenant_id, id),
    CONSTRAINT notice_delivery_tenant_id_channel_id_notice_id_uq UNIQUE (tenant_id, channel_id, notice_id),
    CONSTRAINT notice_delivery_status_ck CHECK (status IN ('waiting', 'sent', 'given_up'))
);
CREATE INDEX notice_delivery_tenant_id_due_at_ix ON notice_delivery (tenant_id, due_at) WHERE status = 'waiting';

GRANT SELECT ON notice_channel, notice_delivery TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON notice_channel TO yinqi_app;
GRANT UPDATE (topics, status, code_hash, code_until, tries) ON notice_channel TO yinqi_app;
GRANT INSERT ON notice_delivery TO yinqi_app, yinqi_worker;
GRANT UPDATE (status, attempts, due_at, error, sent_at, what) ON notice_delivery TO yinqi_worker;
