"""Bands of staff and members, and the words for what an organisation has not said."""

from __future__ import annotations

from hanse.directory.models import SizeClass

YES, NO, UNKNOWN, OWN_SOURCE = "yes", "no", "unknown", "own"
# first number of each band; the last band is open
MEMBERS_FROM = (0, 50, 100, 200, 500, 1000)
_STAFF_FROM = ((250, SizeClass.LARGE), (50, SizeClass.MEDIUM), (10, SizeClass.SMALL), (0, SizeClass.MICRO))


def staff_band(staff: int | None) -> str:
    """Return the size class of a number of staff, '' where it is not known.

    >>> staff_band(49), staff_band(50), staff_band(None)
    ('small', 'medium', '')
    """
    if staff is None:
        return ""
    return str(next(band for start, band in _STAFF_FROM if staff >= start))


def members_band(members: int) -> str:
    """Return the band of a number of members, as its first and last number.

    >>> members_band(49), members_band(50), members_band(5000)
    ('0-49', '50-99', '1000-')
    """
    return next(band for band in reversed(member_bands()) if members >= int(band.split("-")[0]))


def member_bands() -> list[str]:
    """Return all bands of members, the smallest first.

    >>> member_bands()[-2:]
    ['500-999', '1000-']
    """
    ends = [*(str(start - 1) for start in MEMBERS_FROM[1:]), ""]
    return [f"{start}-{end}" for start, end in zip(MEMBERS_FROM, ends, strict=True)]
