"""Works: what can be judged, by whom it was made, and when."""
