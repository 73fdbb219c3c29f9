-- What gave up is counted without reading the tables of what went well.
CREATE INDEX notice_delivery_tenant_id_status_due_at_ix ON notice_delivery (tenant_id, status, due_at) WHERE status = 'given_up';
CREATE INDEX webhook_delivery_tenant_id_status_due_at_ix ON webhook_delivery (tenant_id, status, due_at) WHERE status = 'given_up';
CREATE INDEX document_task_tenant_id_status_due_at_ix ON document_task (tenant_id, status, due_at) WHERE status = 'failed';
CREATE INDEX payslip_tenant_id_status_due_at_ix ON payslip (tenant_id, status, due_at) WHERE status = 'unreachable';
CREATE INDEX invoice_tenant_id_status_due_at_ix ON invoice (tenant_id, status, due_at) WHERE status = 'refused';
CREATE INDEX invoice_mail_tenant_id_status_due_at_ix ON invoice_mail (tenant_id, status, due_at) WHERE status = 'given_up';

-- The desk sees how much waits and what kind of work gave up: nothing of a customer, no address, no content.
GRANT SELECT (id) ON outbox TO yinqi_desk;
GRANT SELECT (tenant_id, id, channel_id, status, attempts, due_at, error, created_at) ON notice_delivery TO yinqi_desk;
GRANT SELECT (tenant_id, webhook_id, seq, object, status, attempts, due_at, error) ON webhook_delivery TO yinqi_desk;
GRANT SELECT (tenant_id, id, kind, status, attempts, due_at, created_at) ON document_task TO yinqi_desk;
GRANT SELECT (tenant_id, id, number, status, attempts, due_at) ON payslip TO yinqi_desk;
GRANT SELECT (tenant_id, id, number, status, attempts, due_at, created_at) ON invoice TO yinqi_desk;
GRANT SELECT (tenant_id, id, invoice_id, status, attempts, due_at, error, created_at) ON invoice_mail TO yinqi_desk;
GRANT SELECT (tenant_id, status, due_at) ON batch_portion TO yinqi_desk;

-- Retention: what may be deleted in time, by the worker alone. Books, approvals, audit and serials are not here.
CREATE INDEX notice_tenant_id_created_at_ix ON notice (tenant_id, created_at);
CREATE INDEX notice_delivery_tenant_id_created_at_ix ON notice_delivery (tenant_id, created_at);
CREATE INDEX web_session_tenant_id_expires_at_ix ON web_session (tenant_id, expires_at);
CREATE INDEX invoice_mail_tenant_id_created_at_ix ON invoice_mail (tenant_id, created_at);
GRANT DELETE ON outbox, notice, notice_delivery, web_session, staff_session, known_device, invoice_mail TO yinqi_worker;
GRANT SELECT (tenant_id, token_hash, expires_at) ON staff_session TO yinqi_worker;
