-- Approval: delegation, added signatures, payee classes, escalation.
SELECT 1;
