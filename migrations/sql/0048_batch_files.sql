-- A long pain.001 is paid as batches, one for each PmtInf; its rows keep what their sender calls them (InstrId), and
-- whether they were asked to go the fast way.
ALTER TABLE batch ADD COLUMN message_row_id UUID;
ALTER TABLE batch ADD CONSTRAINT batch_payment_message_fk
    FOREIGN KEY (tenant_id, message_row_id) REFERENCES payment_message (tenant_id, id);
CREATE INDEX batch_tenant_id_message_row_id_ix ON batch (tenant_id, message_row_id) WHERE message_row_id IS NOT NULL;
ALTER TABLE batch_row ADD COLUMN instruction TEXT NOT NULL DEFAULT '';
ALTER TABLE batch_row ADD COLUMN urgent BOOLEAN NOT NULL DEFAULT false;

-- Under which number the message itself was kept.
ALTER TABLE payment_message ADD COLUMN trace TEXT NOT NULL DEFAULT '';

-- Messages of the direct link that carried a document, byte for byte: what was signed, the signature, and whose it is.
CREATE TABLE received_message (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    trace TEXT NOT NULL,
    digest BYTEA NOT NULL,
    size BIGINT NOT NULL,
    operation TEXT NOT NULL,
    certificate TEXT NOT NULL,
    signature BYTEA NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT received_message_pk PRIMARY KEY (tenant_id, trace)
);

-- Their bytes by SHA-256, packed, in pieces of one stream.
CREATE TABLE received_piece (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    packed BYTEA NOT NULL,
    CONSTRAINT received_piece_pk PRIMARY KEY (tenant_id, enterprise_id, digest, seq)
);

GRANT SELECT, INSERT ON received_message, received_piece TO yinqi_app;
GRANT SELECT ON received_message, received_piece TO yinqi_worker, yinqi_auditor;
