"""The publication review: planned releases of works, weighed case by case before they go out."""
