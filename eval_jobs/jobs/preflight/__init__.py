"""What is checked before anything is launched; one subject a file."""
