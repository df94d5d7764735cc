"""Messages to people: kept, shown on screen, delivered by SMTP where it is set. Knows no feature."""
