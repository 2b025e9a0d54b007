"""The bank's language, ISO 20022: our file out (pain.001) and its first answer (pain.002). Pure."""
