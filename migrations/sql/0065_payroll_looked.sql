-- Whose each row of a payroll is, by what mark and how much, read once and sealed as one cell: ten thousand rows are
-- looked at again without opening ten thousand cells. `rows_hash` says of which rows; it counts while they are the same.
CREATE TABLE payroll_looked (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    batch_id UUID NOT NULL,
    rows_hash BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    CONSTRAINT payroll_looked_pk PRIMARY KEY (tenant_id, batch_id),
    CONSTRAINT payroll_looked_payroll_run_fk FOREIGN KEY (tenant_id, batch_id) REFERENCES payroll_run (tenant_id, batch_id)
);

GRANT SELECT ON payroll_looked TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT, UPDATE (rows_hash, sealed) ON payroll_looked TO yinqi_app;
