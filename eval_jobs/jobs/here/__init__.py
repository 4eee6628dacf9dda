"""Jobs on this machine: the engine as a process of its own, and what it says of itself."""
