"""The bank's language, ISO 20022, as far as money in and money out share it. Pure."""
