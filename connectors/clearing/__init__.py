"""The way to clearing (支付清算): the HTTP link behind `ports.Clearing`, and the test bank that plays its peer."""
