"""The data dictionary: what `python -m tests.dictionary` writes to docs/data-dictionary.md."""
