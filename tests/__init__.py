"""The tests. What runs beside other processes calculates in one thread of its own, as do those it starts."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before anything loads the library that reads it
