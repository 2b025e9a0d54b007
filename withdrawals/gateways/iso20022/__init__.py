"""The bank's language, ISO 20022: our file out (pain.001), its answers in (pain.002, camt.053). Pure."""
