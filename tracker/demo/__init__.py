"""An invented program, filled enough to look around in."""
