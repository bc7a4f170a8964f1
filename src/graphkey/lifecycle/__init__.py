"""
A certificate's whole life at connectors: what is there, who uses it, which one is active when, and what follows from it.

Called by `cli`. What is sent goes through `client`; where to, when and with which random bytes come in a `Far`.

Rule: nothing here looks at a clock, a context or the environment; nothing here imports `cli` or `connect`.
"""
