"""
What a certificate bundle is: recognise, open, diagnose, check, convert, make.

Nothing here opens a file or a socket or looks at a clock: bytes, passwords, `now` and entropy are arguments.
`client/prepare` and `cli/cert` call it on the way out, `localgraph` on the way in, `steps` for its certificates.

Rule: no bytes, however hostile, make `diagnose` raise, hang or take a key silently away.
Rule: a password, a key or a bundle is never part of a sentence, a finding or a repr.
"""
