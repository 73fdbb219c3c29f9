-- A payroll moves each account once, and all accounts of a page in one transaction: with half of a page free the new versions
-- stay on it, and no index is written. So do the rows of a batch, each of which changes once when it is paid.
ALTER TABLE ledger_account SET (fillfactor = 50);
ALTER TABLE batch_row SET (fillfactor = 50);

-- What was received is kept sealed under its bank's key. Pieces from before stay as they are, in `packed`.
ALTER TABLE received_piece ADD COLUMN sealed BYTEA;
-- A file that a person brought has a name, no certificate and no signature.
ALTER TABLE received_message ADD COLUMN file_name TEXT NOT NULL DEFAULT '';

-- Of an account that is debited row by row, the fees of a portion are held beside its rows.
ALTER TABLE batch_portion ADD COLUMN fee_hold_id UUID;
GRANT UPDATE (fee_hold_id) ON batch_portion TO yinqi_app, yinqi_worker;
