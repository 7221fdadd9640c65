"""Who is who, for tests that ask what each role may do."""

from house import House

from bot.rehearsal.people import Person


async def may_see(home: House, name: str, *people: Person) -> None:
    """Let Discord show a lead's command to these people; what they may do with it is the service's matter."""
    command = next(one for one in await home.stage.bot.tree.fetch_commands() if one.name == name)
    home.stage.guild.set_command_permissions(command, {person.actor: True for person in people})
