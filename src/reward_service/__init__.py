"""The Lambda app: a caller's event in, grades out, in the envelope that the caller demands."""
