-- What opened a session, so that a limit by method (认证方式限额) tells a passkey from a password.
CREATE DOMAIN session_method AS text CHECK (VALUE IN ('password', 'password+totp', 'passkey'));
ALTER TABLE web_session ADD COLUMN method session_method NOT NULL DEFAULT 'password';
ALTER TABLE web_session ALTER method DROP DEFAULT;
