-- What a page asks for among rows that are nearly all history: nothing but the few it wants is in these.
CREATE INDEX notice_tenant_id_enterprise_id_user_id_ix ON notice (tenant_id, enterprise_id, user_id) WHERE read_at IS NULL;
CREATE INDEX audit_tenant_id_door_at_id_ix ON audit (tenant_id, door, at, id) WHERE door = 'desk';
CREATE INDEX submission_tenant_id_status_ix ON submission (tenant_id, status) WHERE status = 'unknown';
CREATE INDEX payment_tenant_id_status_status_at_ix ON payment (tenant_id, status, status_at) WHERE status = 'returned';
CREATE INDEX desk_change_tenant_id_kind_target_status_at_ix ON desk_change (tenant_id, kind, target, status_at) WHERE status = 'in_force';
CREATE INDEX document_task_tenant_id_ended_at_ix ON document_task (tenant_id, ended_at) WHERE status = 'ready';
CREATE INDEX invoice_fee_tenant_id_enterprise_id_booked_on_ix ON invoice_fee (tenant_id, enterprise_id, booked_on) WHERE live;

-- Payments of a day that are on their way, those that wait for a signature among them.
DROP INDEX payment_tenant_id_status_value_on_ix;
CREATE INDEX payment_tenant_id_status_value_on_ix ON payment (tenant_id, status, value_on)
    WHERE status IN ('pending_approval', 'approved', 'scheduled');

-- Lists of which a page is cut, the newest first.
CREATE INDEX document_task_tenant_id_enterprise_id_created_at_id_ix ON document_task (tenant_id, enterprise_id, created_at, id);
CREATE INDEX invoice_tenant_id_enterprise_id_created_at_id_ix ON invoice (tenant_id, enterprise_id, created_at, id);
