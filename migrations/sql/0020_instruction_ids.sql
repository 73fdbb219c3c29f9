-- What a payer's own message calls a payment (InstrId): repeated in status reports and notifications.
ALTER TABLE payment ADD COLUMN instruction_id TEXT NOT NULL DEFAULT '';
