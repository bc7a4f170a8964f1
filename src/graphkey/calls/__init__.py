"""
Calls as values: `names` spells paths as attributes, `path` walks them, `call` is what comes out, `shapes` describes documents.

`graphkey.beta` and `graphkey.v1` are the roots; `graph` sends what they make. Nothing here opens a connection.
"""
