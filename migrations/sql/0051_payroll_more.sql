-- Packs of payslips (工资条打包): asked for by whoever may know, made by the worker, kept sealed in the file store for a day. `due_at`
-- is when it is made, the lease of whoever makes it, and at last when its file goes.
CREATE TABLE payslip_pack (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    batch_id UUID NOT NULL,
    layout TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made BIGINT NOT NULL,
    total BIGINT NOT NULL,
    size BIGINT NOT NULL,
    piece_bytes BIGINT NOT NULL,
    pieces BIGINT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT payslip_pack_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT payslip_pack_layout_ck CHECK (layout IN ('print', 'locked')),
    CONSTRAINT payslip_pack_status_ck CHECK (status IN ('waiting', 'ready', 'failed', 'expired'))
);
CREATE UNIQUE INDEX payslip_pack_waiting_uq ON payslip_pack (tenant_id, batch_id, layout) WHERE status = 'waiting';
CREATE INDEX payslip_pack_tenant_id_batch_id_created_at_ix ON payslip_pack (tenant_id, batch_id, created_at);
CREATE INDEX payslip_pack_tenant_id_due_at_ix ON payslip_pack (tenant_id, due_at) WHERE status IN ('waiting', 'ready');

GRANT SELECT ON payslip_pack TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON payslip_pack TO yinqi_app;
GRANT UPDATE (status, attempts, due_at, made, total, size, piece_bytes, pieces) ON payslip_pack TO yinqi_worker;
