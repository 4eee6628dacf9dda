"""Asks models: one file per wire format, all behind the protocol in `model`.

`conversation` reads what a record asks, in any dialect of messages and tools, and each wire
format writes it in its own.
"""
