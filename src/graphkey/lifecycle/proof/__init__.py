"""
Proof, over real mutual TLS, that an API takes the calls that the service will make and refuses all others.

`run` looks and judges; `probes` says what is tried, `callers` and `forgery` who tries, `wire` how, `rules` what has to be seen;
`page` is for the API's developer.
"""
