"""A toy bot in a toy world, small enough to test the room without the real bot.

It speaks as the real one does: cards are layouts, views are sent stopped, and one
`on_interaction` hears every press and every form by its custom id.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import simcord
from discord import app_commands

from bot.rehearsal.room import Place, Who, World


class Toy(discord.Client):
    """Posts a card, opens a form, answers in private, and knows a few commands."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True))
        self.tree = app_commands.CommandTree(self)
        self.pressed: list[str] = []
        self.heard: list[dict[str, Any]] = []
        self.tree.add_command(Greetings())

    async def setup_hook(self) -> None:
        """Tell Discord the commands."""
        await self.tree.sync()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Hear presses and forms by their custom id."""
        data: Any = interaction.data or {}
        custom_id = str(data.get("custom_id", ""))
        if not custom_id:
            return
        self.pressed.append(custom_id)
        if interaction.type is discord.InteractionType.modal_submit:
            self.heard.append(answers(interaction))
            await interaction.response.send_message("Thank you. I have your answers.", ephemeral=True)
        elif custom_id == "toy:form":
            await interaction.response.send_modal(Questions())
        elif custom_id == "toy:private":
            await interaction.response.send_message(view=stopped(Private()), ephemeral=True)
        elif custom_id == "toy:pick":
            picked = ", ".join(data["values"])
            await interaction.response.send_message(f"You chose **{picked}**.", ephemeral=True)
        elif custom_id == "toy:next":
            await interaction.response.edit_message(view=stopped(Card("## Step 2: Check-in\nHow was your week?")))
        elif custom_id != "toy:deaf":
            await interaction.response.send_message("You are here. Welcome.", ephemeral=True)


class Greetings(app_commands.Group):
    """`/toy hello` and `/toy pick`."""

    def __init__(self) -> None:
        super().__init__(name="toy", description="Toy commands")

    @app_commands.command(description="Say hello to somebody")
    @app_commands.describe(name="Who is it?", times="How many times?")
    @app_commands.choices(mood=[app_commands.Choice(name="Calm", value="calm")])
    async def hello(self, interaction: discord.Interaction, name: str, times: int = 1, mood: str = "glad") -> None:
        """Greet in the room, where all can read it."""
        await interaction.response.send_message(f"Hello {name}! {times} {mood}")

    @app_commands.command(description="Show who is meant")
    async def meet(self, interaction: discord.Interaction, person: discord.Member, loud: bool) -> None:
        """Answer in private with a mention."""
        await interaction.response.send_message(f"You mean {person.mention} {loud}", ephemeral=True)

    @app_commands.command(description="Suggest a word")
    async def word(self, interaction: discord.Interaction, word: str) -> None:
        """Take a word that was suggested."""
        await interaction.response.send_message(f"The word is {word}.", ephemeral=True)

    @word.autocomplete("word")
    async def words(self, _: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Suggest words that begin as typed."""
        known = ("calm", "cold", "warm")
        return [app_commands.Choice(name=w.title(), value=w) for w in known if w.startswith(typed)]


class Card(discord.ui.LayoutView):
    """The toy's card."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        rows = (
            discord.ui.ActionRow[Card](
                made("I am here", "toy:here", discord.ButtonStyle.success, "👋"),
                made("Write something", "toy:form", discord.ButtonStyle.primary),
                made("Next step", "toy:next"),
            ),
            discord.ui.ActionRow[Card](
                made("Choose in private", "toy:private"),
                made("Off", "toy:off", off=True),
                made("Silent", "toy:deaf", discord.ButtonStyle.danger),
            ),
        )
        shown = discord.ui.TextDisplay[Card](text)
        line = discord.ui.Separator[Card]()
        self.add_item(discord.ui.Container(shown, line, *rows, accent_colour=0x2E7D6B))


class Private(discord.ui.LayoutView):
    """A private reply with something to choose from."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        options = [
            discord.SelectOption(label="Tea", value="tea", description="With milk"),
            discord.SelectOption(label="Water", value="water"),
        ]
        select = discord.ui.Select[Private](custom_id="toy:pick", placeholder="What do you drink?", options=options)
        self.add_item(discord.ui.TextDisplay("### Choose a drink\nNobody else sees this."))
        self.add_item(discord.ui.ActionRow(select))


class Questions(discord.ui.Modal):
    """A form with words, something to choose and boxes to tick."""

    def __init__(self) -> None:
        super().__init__(title="A few words", custom_id="toy:questions", timeout=60)
        choices = [discord.RadioGroupOption(label="Yes", value="yes"), discord.RadioGroupOption(label="No", value="no")]
        words = discord.ui.TextInput[Questions](custom_id="words", style=discord.TextStyle.long, max_length=200)
        self.add_item(discord.ui.TextDisplay("You can write as much as you like."))
        self.add_item(discord.ui.Label(text="What is good today?", description="One thing is enough", component=words))
        radio = discord.ui.RadioGroup[Questions](custom_id="aloud", required=True, options=choices)
        self.add_item(discord.ui.Label(text="May we read it aloud?", component=radio))
        boxes = [discord.CheckboxGroupOption(label=w, value=w.lower()) for w in ("Tea", "Quiet")]
        checks = discord.ui.CheckboxGroup[Questions](custom_id="likes", required=False, min_values=0, options=boxes)
        self.add_item(discord.ui.Label(text="What do you like?", component=checks))
        self.add_item(discord.ui.Label(text="Keep it", component=discord.ui.Checkbox[Questions](custom_id="keep")))
        self.stop()


def made(
    label: str,
    custom_id: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    emoji: str | None = None,
    *,
    off: bool = False,
) -> discord.ui.Button[Any]:
    """Make a button."""
    return discord.ui.Button(label=label, custom_id=custom_id, style=style, emoji=emoji, disabled=off)


def stopped(view: discord.ui.LayoutView) -> discord.ui.LayoutView:
    """Stop a view before it is sent, so that discord.py keeps nothing of it."""
    view.stop()
    return view


def answers(interaction: discord.Interaction) -> dict[str, Any]:
    """Read what a form brought, by custom id."""
    found: dict[str, Any] = {}
    data: Any = interaction.data
    for label in data["components"]:
        field = label.get("component")
        if field is not None:
            found[field["custom_id"]] = field.get("values", field.get("value"))
    return found


@asynccontextmanager
async def toy_world() -> AsyncIterator[tuple[World, Toy]]:
    """Build a server with a group room and a staff room, four people, and a card in the room."""
    bot = Toy()
    env = simcord.Env(bot, check_errors=False)  # not `simcord.run`: a fixture leaves in another context
    await env.start()
    try:
        world = furnish(env, bot)
        await world.act(lambda: post(bot, world.places[0].channel.id, world.places[1].channel.id))
        yield world, bot
    finally:
        await env.shutdown()


def furnish(env: simcord.Env, bot: Toy) -> World:
    """Build the server, its two rooms and its people."""
    guild = env.create_guild("Toy group")
    staff_role = guild.create_role("Staff")
    assert bot.user is not None
    hidden: dict[Any, discord.PermissionOverwrite] = {
        bot.user: discord.PermissionOverwrite(view_channel=True, send_messages=True),
        guild.default_role: discord.PermissionOverwrite(view_channel=False),
        staff_role: discord.PermissionOverwrite(view_channel=True),
    }
    room = guild.create_text_channel("group-room", topic="We meet here on Tuesdays.")
    staff = guild.create_text_channel("staff-room", overwrites=hidden)
    people = tuple(
        Who(key, title, guild.add_member(env.create_user(name), roles=roles))
        for key, title, name, roles in (
            ("facilitator", "Facilitator", "Rosa", [staff_role]),
            ("supporter-facilitator", "Supporting facilitator", "Sam", [staff_role]),
            ("lead", "Lead", "Lee", [staff_role]),
            ("member", "A member", "Ana", []),
        )
    )
    places = (Place("room", "Group room", room), Place("staff", "Staff room", staff))
    return World(env, places, people, leaps={"ahead": moves, "doors": moves, "day": has_nowhere_to_go})


async def moves() -> bool:
    """Move a clock."""
    return True


async def has_nowhere_to_go() -> bool:
    """Find no date to move to."""
    return False


async def post(bot: Toy, room_id: int, staff_id: int) -> None:
    """Post the first card and a note to staff."""
    room, staff = bot.get_channel(room_id), bot.get_channel(staff_id)
    assert isinstance(room, discord.TextChannel)
    assert isinstance(staff, discord.TextChannel)
    lines = (
        "## Step 1: Welcome",
        "Hello everyone. **Please press a button.**",
        "- You can pass.",
        "- You can rest.",
        "-# We end at <t:1767722400:t>.",
    )
    await room.send(view=stopped(Card("\n".join(lines))))
    await staff.send("Only staff read this.")
