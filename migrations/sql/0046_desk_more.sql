-- A tariff is in force from a day on: the bands of one rail and currency that begin on the same day are one version, and
-- the newest that has begun counts, of those of one day the last edition. Nothing is taken away: those of before stay.
ALTER TABLE fee_band ADD COLUMN from_on DATE NOT NULL DEFAULT '2000-01-01';
ALTER TABLE fee_band ADD COLUMN edition BIGINT NOT NULL DEFAULT 0;
ALTER TABLE fee_band DROP CONSTRAINT fee_band_pk;
ALTER TABLE fee_band ADD CONSTRAINT fee_band_pk PRIMARY KEY (tenant_id, rail, currency, from_on, edition, above_minor);
GRANT INSERT ON fee_band TO yinqi_desk;
GRANT SELECT, INSERT ON fee_discount TO yinqi_desk;
GRANT UPDATE (until_on, percent) ON fee_discount TO yinqi_desk;

-- A function that is off may be on already for a share of the enterprises, in percent (灰度开放).
ALTER TABLE service_switch ADD COLUMN share BIGINT NOT NULL DEFAULT 0;
ALTER TABLE service_switch ADD CONSTRAINT service_switch_share_ck CHECK (share BETWEEN 0 AND 99);
GRANT UPDATE (share) ON service_switch TO yinqi_desk;
