-- Certificates: the embedded authority, revocation, allowed addresses.
SELECT 1;
