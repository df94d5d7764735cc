"""Running an installation: its health and figures, its copies, and its keys."""
