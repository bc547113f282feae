"""Writers of reports: findings in, text out. Each report is one module."""
