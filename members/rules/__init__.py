"""What is true of people, numbers and locks. Nothing here knows Django, a clock or a database."""
