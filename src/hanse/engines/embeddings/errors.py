"""What can go wrong before the first text is encoded."""


class SemanticUnavailable(Exception):
    """Packages of the extra `semantic` are missing; the text names them."""


class ModelFolderInvalid(Exception):
    """The model folder lacks a file, or the manifest does not describe what is there; the text says which."""
