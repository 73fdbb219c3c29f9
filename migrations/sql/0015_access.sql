-- Access: users' life, named roles, rights with amounts.
SELECT 1;
