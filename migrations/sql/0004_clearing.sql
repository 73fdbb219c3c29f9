-- What running against a hostile clearing taught: what was heard and when, how far a bank has read,
-- each message once, and a return of money nobody owns (退汇 of a suspended credit).
ALTER TABLE submission ADD COLUMN heard_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE submission ALTER COLUMN enterprise_id DROP NOT NULL;
ALTER TABLE submission_transition ALTER COLUMN enterprise_id DROP NOT NULL;

-- Two workers that take the same message in: the second finds it taken.
CREATE UNIQUE INDEX clearing_answer_message_uq ON clearing_answer
  (tenant_id, message_id, outcome, coalesce(submission_id, '00000000-0000-0000-0000-000000000000'))
  WHERE message_id <> '';

-- How far the bank has read at clearing; moved after what was read is stored.
CREATE TABLE clearing_cursor (
    tenant_id UUID NOT NULL,
    link TEXT NOT NULL,
    cursor TEXT NOT NULL,
    moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT clearing_cursor_pk PRIMARY KEY (tenant_id, link)
);
ALTER TABLE clearing_cursor ENABLE ROW LEVEL SECURITY;
ALTER TABLE clearing_cursor FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON clearing_cursor
  USING (tenant_id = nullif(current_setting('yinqi.tenant', true), '')::uuid)
  WITH CHECK (tenant_id = nullif(current_setting('yinqi.tenant', true), '')::uuid);
GRANT SELECT ON clearing_cursor TO yinqi_worker, yinqi_auditor;
GRANT INSERT, UPDATE ON clearing_cursor TO yinqi_worker;

-- A suspended credit on its way back is neither suspended nor returned.
ALTER TABLE incoming_credit DROP CONSTRAINT incoming_credit_status_ck;
ALTER TABLE incoming_credit ADD CONSTRAINT incoming_credit_status_ck
  CHECK (status IN ('received', 'booked', 'suspended', 'returning', 'returned'));
ALTER TABLE incoming_credit ADD COLUMN return_id UUID;
CREATE INDEX incoming_credit_tenant_id_return_id_ix ON incoming_credit (tenant_id, return_id)
  WHERE return_id IS NOT NULL;
ALTER TABLE incoming_credit_transition ADD COLUMN note JSONB DEFAULT '{}' NOT NULL;
CREATE INDEX incoming_credit_tenant_id_received_at_ix ON incoming_credit (tenant_id, received_at)
  WHERE status IN ('suspended', 'returning');

-- A notice for the bank's desk belongs to no enterprise; no door of an enterprise sees it.
ALTER TABLE notice ALTER COLUMN enterprise_id DROP NOT NULL;
