"""Figures about the samples of one run. Undefined is None, and never 0 by accident."""
