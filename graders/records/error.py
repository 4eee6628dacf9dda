"""What is raised for a record that cannot be read."""


class UnknownRecordError(ValueError):
    """A record of no known format, or one whose values do not fit its format.

    The message says what was seen and which shapes are known. It concerns this record only.
    """
