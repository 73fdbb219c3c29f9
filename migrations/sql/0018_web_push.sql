-- Web push (浏览器推送) as a further way to a person, and every address sealed under the bank's data keys.
-- `mark` knows the same address again without telling it. Addresses written before stay readable in `address`
-- until the worker has sealed them; no new one is written there.
ALTER TABLE notice_channel
    ALTER COLUMN address DROP NOT NULL,
    ADD COLUMN sealed TEXT,
    ADD COLUMN shown TEXT,
    ADD COLUMN mark BYTEA;

ALTER TABLE notice_channel NO FORCE ROW LEVEL SECURITY;
UPDATE notice_channel
   SET mark = sha256(convert_to(kind || ':' || address, 'UTF8')),
       topics = topics || '["security"]'::jsonb;
ALTER TABLE notice_channel FORCE ROW LEVEL SECURITY;

ALTER TABLE notice_channel
    ALTER COLUMN mark SET NOT NULL,
    ADD CONSTRAINT notice_channel_address_ck CHECK ((address IS NULL) <> (sealed IS NULL)),
    DROP CONSTRAINT notice_channel_tenant_id_person_id_kind_address_uq,
    ADD CONSTRAINT notice_channel_tenant_id_person_id_kind_mark_uq UNIQUE (tenant_id, person_id, kind, mark),
    DROP CONSTRAINT notice_channel_kind_ck,
    ADD CONSTRAINT notice_channel_kind_ck CHECK (kind IN ('mail', 'push', 'wecom', 'dingtalk', 'feishu', 'sms'));

-- The worker seals what is old, and ends a subscription that its push service says is gone.
GRANT UPDATE (address, sealed, shown, status) ON notice_channel TO yinqi_worker;
