-- What the door asks of an enterprise's messages beside where they come from: that they be sealed (报文加密),
-- and how many it takes. Two administrators change `sealed`; the bank alone changes the pace.
ALTER TABLE link_address
    ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN per_minute BIGINT,
    ADD COLUMN at_once BIGINT,
    ADD CONSTRAINT link_address_pace_ck CHECK (per_minute > 0 AND at_once > 0);

REVOKE INSERT ON link_address FROM yinqi_app;
GRANT INSERT (tenant_id, enterprise_id, networks, sealed, changed_at) ON link_address TO yinqi_app;
GRANT UPDATE (sealed) ON link_address TO yinqi_app;

-- Parts of batches that come in parts (分包上送), until the last has come and for some days after.
CREATE TABLE batch_part (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    client_serial TEXT NOT NULL,
    part BIGINT NOT NULL,
    head JSONB NOT NULL,
    rows JSONB NOT NULL,
    digest BYTEA NOT NULL,
    payments BIGINT NOT NULL,
    total_minor BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT batch_part_pk PRIMARY KEY (tenant_id, enterprise_id, client_serial, part)
);
CREATE INDEX batch_part_tenant_id_created_at_ix ON batch_part (tenant_id, created_at);

GRANT SELECT ON batch_part TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON batch_part TO yinqi_app;
GRANT DELETE ON batch_part TO yinqi_worker;
