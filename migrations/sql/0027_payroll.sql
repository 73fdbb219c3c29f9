-- Payroll (代发). Names, accounts and amounts stand here sealed or as keyed marks, never in clear.
CREATE TABLE payroll_employee (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    number TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    account_mark BYTEA NOT NULL,
    name_mark BYTEA NOT NULL,
    project TEXT NOT NULL,
    name_check TEXT NOT NULL,
    status TEXT NOT NULL,
    left_on DATE,
    account_since TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT payroll_employee_pk PRIMARY KEY (tenant_id, enterprise_id, number),
    CONSTRAINT payroll_employee_name_check_ck CHECK (name_check IN ('match', 'no_match', 'elsewhere')),
    CONSTRAINT payroll_employee_status_ck CHECK (status IN ('active', 'left')),
    CONSTRAINT payroll_employee_left_ck CHECK ((status = 'left') = (left_on IS NOT NULL))
);
CREATE INDEX payroll_employee_tenant_id_enterprise_id_account_mark_ix
    ON payroll_employee (tenant_id, enterprise_id, account_mark);
CREATE INDEX payroll_employee_tenant_id_enterprise_id_name_mark_ix
    ON payroll_employee (tenant_id, enterprise_id, name_mark);

-- What an account may pay (代发协议); a special account for migrant workers (农民工工资专户) has a project.
CREATE TABLE payroll_agreement (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    account_number TEXT NOT NULL,
    kinds JSONB NOT NULL,
    project TEXT NOT NULL,
    live BOOLEAN NOT NULL,
    since_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT payroll_agreement_pk PRIMARY KEY (tenant_id, enterprise_id, account_number)
);

-- A batch as a payroll. Anomalies name rows by their number, amounts only as shares of last month's.
CREATE TABLE payroll_run (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    batch_id UUID NOT NULL,
    account_number TEXT NOT NULL,
    kind TEXT NOT NULL,
    month TEXT NOT NULL,
    histogram JSONB NOT NULL,
    anomalies JSONB NOT NULL,
    counted JSONB NOT NULL,
    compared_with UUID,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT payroll_run_pk PRIMARY KEY (tenant_id, batch_id),
    CONSTRAINT payroll_run_kind_ck CHECK (kind IN ('salary', 'bonus', 'reimbursement', 'migrant'))
);
CREATE INDEX payroll_run_tenant_id_enterprise_id_account_number_month_ix
    ON payroll_run (tenant_id, enterprise_id, account_number, month);

GRANT SELECT ON payroll_employee, payroll_agreement, payroll_run TO yinqi_app, yinqi_worker, yinqi_auditor;
GRANT INSERT ON payroll_employee, payroll_agreement, payroll_run TO yinqi_app;
GRANT UPDATE (sealed, account_mark, name_mark, project, name_check, status, left_on, account_since, changed_at)
    ON payroll_employee TO yinqi_app;
GRANT UPDATE (kinds, project, live, since_at) ON payroll_agreement TO yinqi_app;
GRANT UPDATE (histogram, anomalies, counted, compared_with) ON payroll_run TO yinqi_app;
