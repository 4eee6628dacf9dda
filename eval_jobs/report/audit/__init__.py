"""An audit for people to look at, and for machines."""
