-- What the door asks of an enterprise's messages beside where they come from: that they be sealed (报文加密),
-- and how many it takes. Two administrators change `sealed`; the bank alone changes the pace.
ALTER TABLE link_address
    ADD COLUMN sealed BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN per_minute BIGINT,
    ADD COLUMN at_once BIGINT,
    ADD CONSTRAINT link_address_pace_ck CHECK (per_minute > 0 AND at_once > 0);

REVOKE INSERT ON link_address FROM yinqi_app;
GRANT INSERT (tenant_id, enterprise_id, networks, sealed, changed_at) ON link_address TO yinqi_app;
GRANT UPDATE (sealed) ON link_address TO yinqi_app;
