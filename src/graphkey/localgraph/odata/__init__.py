"""
OData's query options over stored documents, from the text of a URL to the page that answers it.

`options` reads them, `answers` uses them: `gather` (`$filter`, `$search`, `$orderby`, `$skip`), `selection` (`$select`),
`expansion` (`$expand`). `filter` parses by the grammar in filter.lark; `expression` gives the words their meaning, with
`literals`, `functions`, `comparison` and `arithmetic`; `edm` says what kinds of values there are.
Rule: nothing here knows a resource; a `Listing` is all it sees of one.
"""
