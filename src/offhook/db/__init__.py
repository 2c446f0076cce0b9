"""PostgreSQL: the embedded server, roles, row-level security, migrations, sealing."""
