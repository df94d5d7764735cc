"""Long work: asked for in a request, done by a worker, resumed after a crash; and the files it makes."""
