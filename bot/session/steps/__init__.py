"""One file per kind of step. No step knows another; what a group sees of it is its cog in ``cogs/steps``."""
