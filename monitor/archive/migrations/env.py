"""How Alembic runs the steps: in the transaction of whoever called it."""

from alembic import context

from monitor.archive import schema_cases  # noqa: F401 - its tables belong to the schema
from monitor.archive.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
