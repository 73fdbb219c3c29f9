-- A submission whose words not everybody may read keeps them sealed; in clear are its currency and a keyed mark of its amount.

ALTER TABLE submission ADD COLUMN sealed BYTEA;
ALTER TABLE submission ADD CONSTRAINT submission_private_ck
  CHECK (sealed IS NULL OR payload - 'currency' - 'amount_mark' = '{}'::jsonb);
