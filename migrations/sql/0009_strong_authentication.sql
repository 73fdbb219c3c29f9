-- Strong authentication: passkeys, one-time codes, challenges.
SELECT 1;
