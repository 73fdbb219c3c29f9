"""What happened, pushed to an enterprise's own programs (Webhook 通知推送): signed, in order, again until taken."""
