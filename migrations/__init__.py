"""Numbered schema migrations, ``versions/NNNN_reason.py``, one reason each."""
