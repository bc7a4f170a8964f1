"""
What is kept: one SQLite database, a tenant's documents in it, sealed secrets, and the folder that holds them.

`database` opens it (schema.sql), `store` reads and writes by tenant, `vault` seals, `folder` makes the files, under the `lock`.
Rule: nobody else writes SQL but `authority.registry`, for tables of its own.
"""
