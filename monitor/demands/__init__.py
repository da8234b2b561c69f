"""What is decided of a citizen demand: what may follow what, whose it is, until when. Pure.

`states` and `moves` say what may be done to it, `routing` which office attends it, `terms` by which
day, and `moments` when that office is told again. A new decision is a module here.
"""
