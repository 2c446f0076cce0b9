"""The REST API and the web application's files: one module per resource."""
