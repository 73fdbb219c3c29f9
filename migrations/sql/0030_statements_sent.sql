-- Statements that come by themselves (定期对账单): when a period is over and its days are closed, the worker makes a
-- task of it under a serial that names schedule and period, so that no period is made twice.
CREATE TABLE statement_schedule (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    account_number TEXT NOT NULL,
    user_id UUID NOT NULL,
    period TEXT NOT NULL,
    format TEXT NOT NULL,
    status TEXT NOT NULL,
    next_on DATE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT statement_schedule_pk PRIMARY KEY (tenant_id, id),
    CONSTRAINT statement_schedule_enterprise_user_fk FOREIGN KEY (tenant_id, user_id) REFERENCES enterprise_user (tenant_id, id),
    CONSTRAINT statement_schedule_period_ck CHECK (period IN ('day', 'month')),
    CONSTRAINT statement_schedule_status_ck CHECK (status IN ('active', 'ended'))
);
CREATE INDEX statement_schedule_tenant_id_enterprise_id_account_number_ix
    ON statement_schedule (tenant_id, enterprise_id, account_number);
CREATE INDEX statement_schedule_tenant_id_next_on_ix ON statement_schedule (tenant_id, next_on) WHERE status = 'active';

GRANT SELECT ON statement_schedule TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT, UPDATE (status, ended_at) ON statement_schedule TO yinqi_app;
GRANT UPDATE (next_on) ON statement_schedule TO yinqi_worker;
GRANT INSERT ON document_task TO yinqi_worker;
