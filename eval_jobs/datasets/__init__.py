"""Files of records: read, and joined with the answers to them."""
