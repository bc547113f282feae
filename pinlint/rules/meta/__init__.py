"""What cannot be read, what pip drops, and what pinlint was told to ignore."""
