-- Templates of payments (付款模板): what a form is filled with. Nothing is paid by one, and nothing signed.
CREATE TABLE payment_template (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    name TEXT NOT NULL,
    payer_account TEXT NOT NULL,
    payee_account TEXT NOT NULL,
    payee_name TEXT NOT NULL,
    payee_bank TEXT NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency CHAR(3) NOT NULL,
    purpose TEXT NOT NULL,
    remark TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    made_by TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT payment_template_pk PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX payment_template_name_uq ON payment_template (tenant_id, enterprise_id, name) WHERE live;
GRANT SELECT, INSERT ON payment_template TO yinqi_app;
GRANT SELECT ON payment_template TO yinqi_worker, yinqi_auditor;
GRANT UPDATE (live) ON payment_template TO yinqi_app;

-- What two of the desk agreed to issue is signed where the authority's key lies: in the worker.
GRANT INSERT ON certificate TO yinqi_worker;
