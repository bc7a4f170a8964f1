"""
The authority that signs callers in: the token endpoint, who may ask, and the tokens and keys it gives and checks.

`oauth` answers, with `assertion` for certificates; `registry` keeps tenants and applications; `tokens` and `signing` make and
check tokens.
Rule: refusals have Entra's shape (`refusal`), since client libraries read it; Graph's own errors are in `problems`, beside this
package.
"""
