"""One file of this package is one recipe that a container reads."""
