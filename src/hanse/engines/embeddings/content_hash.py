"""The key under which a vector is stored: what was embedded, and by which model."""

import hashlib


def content_hash(model_id: str, text: str) -> str:
    """Return 32 hexadecimal digits that change with the model or the text, however little.

    Args:
        model_id: `Encoder.model_id`; a role such as "query" may be appended by the caller.
        text: any text; lone surrogates are allowed.

    >>> content_hash("m", "a") == content_hash("m", "a"), content_hash("ma", "") == content_hash("m", "a")
    (True, False)
    """
    payload = model_id.encode("utf-8") + b"\x00" + text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(payload, digest_size=16).hexdigest()
