"""Two or more runs on the same samples: joined, and compared with honest statistics."""
