-- The local Graph's tables, version 1. Every table of a tenant's data starts its key with the tenant.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE tenants (tenant TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE apps (
    tenant TEXT NOT NULL,
    client TEXT NOT NULL,          -- lower case
    name TEXT NOT NULL,
    permissions TEXT NOT NULL,     -- JSON list of granted application permissions
    PRIMARY KEY (tenant, client)
) WITHOUT ROWID;

CREATE TABLE app_credentials (
    tenant TEXT NOT NULL,
    client TEXT NOT NULL,
    kind TEXT NOT NULL,            -- secret | certificate
    id TEXT NOT NULL,              -- of a secret: its own public part; of a certificate: SHA-256, upper-case hex
    value BLOB NOT NULL,           -- of a secret: salt and hash; of a certificate: DER
    PRIMARY KEY (tenant, client, kind, id)
) WITHOUT ROWID;

CREATE TABLE used_assertions (
    tenant TEXT NOT NULL,
    client TEXT NOT NULL,
    jti TEXT NOT NULL,
    digest TEXT NOT NULL,          -- SHA-256 of the assertion that the jti names
    expires REAL NOT NULL,         -- seconds since 1970
    PRIMARY KEY (tenant, client, jti)
) WITHOUT ROWID;

-- The path of a document is its collection, a slash and its key; kept apart so that one tree serves both questions,
-- "the document at this path" and "the documents of this collection, in order".
CREATE TABLE documents (
    tenant TEXT NOT NULL,
    collection TEXT NOT NULL,      -- canonical path: no version, lower case, ids percent-encoded
    key TEXT NOT NULL,             -- the id, lower case, percent-encoded
    body TEXT NOT NULL,            -- JSON, with the id as it was written
    PRIMARY KEY (tenant, collection, key)
) WITHOUT ROWID;

CREATE TABLE links (
    tenant TEXT NOT NULL,
    source TEXT NOT NULL,          -- path of the navigation: a slot, a collection of references
    target TEXT NOT NULL,          -- path of the document that it points to
    PRIMARY KEY (tenant, source, target)
) WITHOUT ROWID;
CREATE INDEX links_by_target ON links (tenant, target);

CREATE TABLE boxes (
    tenant TEXT NOT NULL,
    path TEXT NOT NULL,            -- of the document whose secret it holds
    name TEXT NOT NULL,            -- password, pfx/THUMBPRINT, …
    sealed BLOB NOT NULL,          -- AES-GCM, bound to tenant, path and name
    PRIMARY KEY (tenant, path, name)
) WITHOUT ROWID;
