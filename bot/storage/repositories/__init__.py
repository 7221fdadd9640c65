"""One file per kind of thing that is stored. All queries are here; rows never leave; nobody commits here."""
