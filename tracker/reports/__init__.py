"""Tables and reports that leave the application."""
