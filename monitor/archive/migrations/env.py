"""How Alembic runs the steps: in the transaction of whoever called it."""

from alembic import context

from monitor.archive import schema_cases, schema_keeping  # noqa: F401 - tables of the schema
from monitor.archive.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
