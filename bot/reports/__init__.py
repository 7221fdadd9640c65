"""Statistics as tables, and the files that a lead takes out. No person, no answer and no Discord comes in here."""
