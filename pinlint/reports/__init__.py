"""Writers of reports: findings in, text out. One report a module."""
