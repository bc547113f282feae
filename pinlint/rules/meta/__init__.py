"""Reports what cannot be read, what pip ignores, and ignore comments without an effect."""
