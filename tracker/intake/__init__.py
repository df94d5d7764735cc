"""Files that come in: past forms from CSV."""
