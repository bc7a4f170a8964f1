"""
The log of what was changed, each line chained to the one before it.

`transport` notes what goes over the wire, `log` keeps the file, `chain` seals and verifies lines, `setting` says which file.
"""
