"""Django models and QuerySets: what is kept, on SQLite and PostgreSQL."""
