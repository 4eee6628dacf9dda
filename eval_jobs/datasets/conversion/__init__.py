"""From one format of dataset to another, by way of one form between: `example.Example`."""
