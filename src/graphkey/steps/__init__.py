"""
What happens at a step of a user flow: the body sent, the call with the client certificate, the answers allowed.

`model` is the table of the steps, `bodies` and `rules` are pure, `caller` does the mutual TLS, `run` puts the three
together, `sample_api` answers at the other end. The local Graph's `flow run` and `graphkey api serve` use it.

Rule: nothing here stores anything, and no private key is written to a disk.
"""
