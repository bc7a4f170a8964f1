"""
A connector's certificate replaced with no moment without one that the API accepts.

`model` holds the plan as a value, `plan` makes it or says why not; `journal` says what comes next; `run` goes on until nothing is
left, by `steps`, over `files`, `bundles` and `proof`.
"""
