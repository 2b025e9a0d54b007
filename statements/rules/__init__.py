"""Which days a statement covers, and how the entries of those days become one. Pure."""
