"""How to ask Graph: from values to a request, and from an answer to a document."""
