"""Artifacts of jobs, AWS's and our own: one file of this package is one wire format."""
