-- When a bank cuts its days (日切时间), if it has said so: in the evening of the day, or in the morning after it.
CREATE TABLE day_end_plan (
    tenant_id UUID NOT NULL,
    cut_over TEXT NOT NULL,
    set_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT day_end_plan_pk PRIMARY KEY (tenant_id)
);
GRANT SELECT ON day_end_plan TO yinqi_worker, yinqi_desk, yinqi_auditor;
GRANT INSERT, UPDATE (cut_over, set_at) ON day_end_plan TO yinqi_desk;
