"""Ranges of whole numbers, the narrower the smaller the numbers: a histogram of them is small
whatever they are, and knows each value to one part in 64."""

_WITHIN_AN_OCTAVE = 64


def range_of(value: int) -> int:
    """The number of the range that a value lies in. Greater values are in no lower range."""
    if value < 0:
        return -1 - range_of(-1 - value)
    if value < _WITHIN_AN_OCTAVE:
        return value
    octave = value.bit_length() - _WITHIN_AN_OCTAVE.bit_length()
    return octave * _WITHIN_AN_OCTAVE + (value >> octave)


def bounds_of(number: int) -> tuple[int, int]:
    """The least value in a range, and the least above it."""
    if number < 0:
        least, above = bounds_of(-1 - number)
        return -above, -least
    octave = max(0, number // _WITHIN_AN_OCTAVE - 1)
    place = number - octave * _WITHIN_AN_OCTAVE
    return place << octave, (place + 1) << octave
