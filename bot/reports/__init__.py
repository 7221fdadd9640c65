"""Statistics as tables, and the files and pages that people take out. No person and no Discord comes in here."""
