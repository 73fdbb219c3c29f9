-- Every document the bank signed (签章登记): the hash of its bytes, what it is, and the seal value over that hash. A
-- row says nothing of whom a document is about, so that whoever holds a file can have it checked at the bank alone.
CREATE TABLE document_seal (
    tenant_id UUID NOT NULL,
    digest BYTEA NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    print_no BIGINT NOT NULL,
    items BIGINT NOT NULL,
    size BIGINT NOT NULL,
    seal BYTEA NOT NULL,
    certificate TEXT NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT document_seal_pk PRIMARY KEY (tenant_id, digest),
    CONSTRAINT document_seal_kind_ck CHECK (kind IN ('receipt', 'receipts', 'statement'))
);
CREATE INDEX document_seal_tenant_id_number_ix ON document_seal (tenant_id, number);

-- A receipt shown to somebody without an account here (分享链接): for some days, so many downloads, until taken back.
CREATE TABLE document_share (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    number TEXT NOT NULL,
    user_id UUID NOT NULL,
    uses BIGINT NOT NULL,
    uses_max BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    revoked_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT document_share_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT document_share_enterprise_user_fk FOREIGN KEY (tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id),
    CONSTRAINT document_share_tenant_id_token_hash_uq UNIQUE (tenant_id, token_hash)
);
CREATE INDEX document_share_tenant_id_enterprise_id_number_ix ON document_share (tenant_id, enterprise_id, number);

-- A transaction may have two lines of one account: a payment and its fee, each with a receipt of its own.
ALTER TABLE receipt DROP CONSTRAINT receipt_tenant_id_transaction_id_account_number_uq;
ALTER TABLE receipt ADD CONSTRAINT receipt_tenant_id_transaction_id_account_number_kind_uq
    UNIQUE (tenant_id, transaction_id, account_number, kind);

-- How many documents a task is about, counted when it begins, so that people see how far it is; and of each part that
-- is fetched the first half of its SM3, so that a part is checked without reading the whole file.
ALTER TABLE document_task ADD COLUMN total BIGINT NOT NULL DEFAULT 0;
ALTER TABLE document_task ADD COLUMN part_digests BYTEA NOT NULL DEFAULT '';

GRANT SELECT, INSERT ON document_seal TO yinqi_app, yinqi_worker;
GRANT SELECT ON document_seal TO yinqi_auditor;
GRANT SELECT, INSERT, UPDATE (uses, revoked_at) ON document_share TO yinqi_app;
GRANT SELECT ON document_share TO yinqi_worker, yinqi_auditor;
GRANT UPDATE (total, part_digests) ON document_task TO yinqi_worker;
