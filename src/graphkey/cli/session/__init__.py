"""
The commands of Microsoft.Graph.Authentication: connecting, contexts, environments, raw requests, finding.

`table` says what each takes, `run` binds and calls it; one file for each family does the work. Same syntax, help and errors as
the Graph commands; none of this is imported on their path.
"""
