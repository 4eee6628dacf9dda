"""A gate: sentences about a comparison that decide whether a checkpoint may go on."""
