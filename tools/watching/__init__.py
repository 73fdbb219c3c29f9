"""The board of Grafana, the alarms of Prometheus and the page of metrics, written from what the product declares."""
