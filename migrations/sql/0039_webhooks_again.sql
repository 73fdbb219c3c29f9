-- What was told is forgotten in time, and an address counts what went to it itself: a page never counts rows.
ALTER TABLE webhook
    ADD COLUMN sent BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN last_sent_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE webhook NO FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook_delivery NO FORCE ROW LEVEL SECURITY;
UPDATE webhook w SET sent = d.sent, last_sent_at = d.last_sent_at
  FROM (SELECT tenant_id, webhook_id, count(*) AS sent, max(sent_at) AS last_sent_at
          FROM webhook_delivery WHERE status = 'sent' GROUP BY tenant_id, webhook_id) d
 WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id;
ALTER TABLE webhook_delivery FORCE ROW LEVEL SECURITY;
ALTER TABLE webhook FORCE ROW LEVEL SECURITY;

CREATE INDEX webhook_delivery_tenant_id_due_at_over_ix
    ON webhook_delivery (tenant_id, due_at) WHERE status <> 'waiting';
CREATE INDEX webhook_delivery_tenant_id_webhook_id_status_due_at_ix
    ON webhook_delivery (tenant_id, webhook_id, status, due_at) WHERE status <> 'sent';

GRANT UPDATE (sent, last_sent_at) ON webhook TO yinqi_worker;
GRANT DELETE ON webhook_delivery TO yinqi_worker;
