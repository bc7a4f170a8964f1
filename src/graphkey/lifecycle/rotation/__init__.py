"""
A connector's certificate replaced with no moment without one that the API accepts.

`model` holds the plan as a value, `plan` makes it or says why not; `begin` takes it up, `journal` says what comes next, and `run`
goes on until nothing is left, by `steps`; what they touch is in `outside`, with `files`, `bundles` and `proof`.
"""
