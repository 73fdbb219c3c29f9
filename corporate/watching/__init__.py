"""What operations watch (运维监控): health, metrics, their board and alarms, and what programs say in their logs."""
