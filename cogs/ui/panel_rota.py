"""The rota's part of the panel: who is down to lead, for staff, while the group arrives."""

from bot.content import Pack


def down_to_lead(pack: Pack, names: tuple[str, ...]) -> tuple[str, ...]:
    """Name who is down to lead; nothing where nobody said so."""
    return (pack.say("rota.panel", names=" · ".join(names)),) if names else ()
