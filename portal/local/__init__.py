"""`make run` and its kin: one machine, no other server, nothing to install by hand."""
