"""Whether a file is what a service will take: one module a format, one named rule a demand."""
