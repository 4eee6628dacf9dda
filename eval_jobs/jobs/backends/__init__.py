"""One file of this package is one service that runs jobs."""
