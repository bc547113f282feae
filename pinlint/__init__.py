"""pinlint proves, without resolving and without the network, that what a project pinned is what it will install."""

__version__ = "0.1.0"
