"""Toolgrade beside others that grade tool calls: `python -m benchmarks.peers` runs it all."""
