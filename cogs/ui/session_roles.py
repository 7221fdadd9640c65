"""Roles for one session, drawn for the person who has one or may take one."""

from bot.content import Pack
from bot.services.session_roles import ReadAloud, RolesPage
from bot.services.taking_part import READER, SCRIBE, SESSION_ROLES
from cogs.ui.body import Body, Button, Look, Row, text

_SAID_BY_HEART = ("welcomer", "watcher")


def draw_roles(pack: Pack, page: RolesPage) -> Body:
    """Draw all roles: what is free, what is taken, what is one's own. Who has one is not said."""
    lines = [_state(pack, page, role) for role in SESSION_ROLES]
    buttons = tuple(Button(pack.say(f"role-name.{role}"), "role", role) for role in SESSION_ROLES)
    return Body((pack.say("role.title"), pack.say("role.intro"), text(*lines)), (buttons,), page.session_id)


def draw_role(pack: Pack, page: RolesPage, role: str, said: str = "") -> Body:
    """Draw one role: what it is, and what can be done about it."""
    state = text(_state(pack, page, role), "" if role in page.taken else pack.say("role.name"))
    blocks = (f"### {pack.say(f'role-name.{role}')}", said, pack.say(f"role-text.{role}"), state)
    row: Row = (*_own(pack, page, role), Button(pack.say("role.all"), "roles"))
    return Body(tuple(one for one in blocks if one), (row,), page.session_id)


def draw_words(pack: Pack, role: str, given: ReadAloud, on_card: tuple[str, ...]) -> Body:
    """Draw what the role needs: a few words, or what is to be read aloud, one line after the other."""
    if role in _SAID_BY_HEART:
        words = tuple(pack.lines(f"role-lines.{role}"))
    elif role == SCRIBE:
        words = tuple(
            pack.say("list.signed", text=words, name=name) if name else words for words, name in given.entries
        )
    else:
        words = on_card
    title = {READER: pack.say("role-words.title"), SCRIBE: pack.say("role-words.thanks-title")}.get(role, "")
    listed = "\n".join(f"{number}. {line}" for number, line in enumerate(words, start=1))
    blocks = (f"### {pack.say(f'role-name.{role}')}", title if words else "", listed or pack.say("role-words.not-yet"))
    row = (
        Button(pack.say("role.read"), "role-read", role),
        Button(pack.say("role.give-back"), "role-back", role),
    )
    return Body(tuple(one for one in blocks if one), (row,), given.session_id)


def lines_of(body: Body) -> tuple[str, ...]:
    """Take a card's words line by line in reading order, without the marks that only make them look different."""
    lines = (
        line.removeprefix("-# ").lstrip("#>- ").replace("**", "").strip()
        for line in "\n".join(body.blocks).splitlines()
    )
    return tuple(line for line in lines if line)


def _own(pack: Pack, page: RolesPage, role: str) -> tuple[Button, ...]:
    if role in page.mine:
        return (
            Button(pack.say("role.read"), "role-read", role, look=Look.MAIN),
            Button(pack.say("role.give-back"), "role-back", role),
        )
    if role in page.taken:
        return ()
    return (Button(pack.say("role.take"), "role-take", role, look=Look.MAIN),)


def _state(pack: Pack, page: RolesPage, role: str) -> str:
    name = pack.say(f"role-name.{role}")
    if role in page.mine:
        return pack.say("role.yours", role=name)
    return pack.say("role.taken" if role in page.taken else "role.free", role=name)
