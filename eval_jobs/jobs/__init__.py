"""From one job file to a training or evaluation job on AWS, and back with what it made."""
