-- Notices: channels, subscriptions, deliveries.
SELECT 1;
