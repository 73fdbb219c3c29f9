-- What the headings of an enterprise's files mean, as its people said once; no value of any row stands here.
CREATE TABLE intake_heading (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    mark BYTEA NOT NULL,
    columns JSONB NOT NULL,
    told_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT intake_heading_pk PRIMARY KEY (tenant_id, enterprise_id, mark)
);

-- A file between the moment it is dropped and the moment its columns are known: sealed, emptied when it is read, and
-- then deleted by the worker.
CREATE TABLE intake_file (
    tenant_id UUID NOT NULL,
    enterprise_id UUID NOT NULL,
    id UUID NOT NULL,
    person_id UUID NOT NULL,
    name TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT intake_file_pk PRIMARY KEY (tenant_id, id)
);
CREATE INDEX intake_file_tenant_id_created_at_ix ON intake_file (tenant_id, created_at);

GRANT SELECT ON intake_heading TO yinqi_app, yinqi_auditor;
GRANT INSERT, UPDATE (columns, told_at) ON intake_heading TO yinqi_app;
GRANT SELECT, INSERT, UPDATE (name, sealed) ON intake_file TO yinqi_app;
GRANT SELECT, DELETE ON intake_file TO yinqi_worker;
