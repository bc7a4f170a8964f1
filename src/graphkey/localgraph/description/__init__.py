"""
What the local Graph says of itself, made from the catalog: `$metadata` as CSDL, the service document, OpenAPI.

Rule: nothing is described that the catalog does not say; each document is made once, when it is first asked for.
"""
