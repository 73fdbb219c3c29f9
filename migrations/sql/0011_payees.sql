-- Payees: the book, the white list, the cool-down.
SELECT 1;
