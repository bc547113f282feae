"""Where requirements come from: indexes, hosts, transports, credentials."""
