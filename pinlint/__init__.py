"""pinlint checks that a Python project installs exactly what it pinned, and that its locks match their inputs."""

__version__ = "0.1.0"
__all__ = ["Error", "Finding", "Lock", "Place", "Report", "Unproven", "check"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pinlint.api import Error, Finding, Lock, Place, Report, Unproven, check
else:

    def __getattr__(name: str) -> object:
        """The names for other programs: they are imported when they are used, so that the command starts fast."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from pinlint import api

        return getattr(api, name)
