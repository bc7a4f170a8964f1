"""Microsoft Graph's sign-in administration from Python."""

__version__ = "0.1.0"
