"""What the person at the page can do: press, choose, fill in, command, say, put away."""

from collections.abc import Awaitable, Callable
from typing import Any

import simcord
from simcord.components import walk_components
from simcord.enums import SELECT_TYPES, ComponentType

from bot.rehearsal.room import commands, names, sight
from bot.rehearsal.room.refusal import Refused
from bot.rehearsal.room.world import Json, Who, World

Action = Callable[[World, Who, Json], Awaitable[None]]
MOST_SAID = 2000


async def press(world: World, who: Who, body: Json) -> None:
    """Press a button of a message."""
    message = _message(world, who, body)
    _shown(world, who, await who.actor.click(message, custom_id=str(body["control"])))


async def select(world: World, who: Who, body: Json) -> None:
    """Choose from a select of a message."""
    message = _message(world, who, body)
    control = str(body["control"])
    node = _control(message.components, control)
    chosen = _chosen(world, who, node, body["values"])
    _shown(world, who, await who.actor.select(message, chosen, custom_id=control))


async def form(world: World, who: Who, body: Json) -> None:
    """Send the form that is open. One that is refused stays open, with what was typed."""
    shown = world.forms.get(who.key)
    if shown is None or shown.modal is None:
        raise Refused("gone")
    answers = _answers(world, who, shown.modal, body["answers"])
    _shown(world, who, await who.actor.submit_modal(shown, answers))


async def command(world: World, who: Who, body: Json) -> None:
    """Use a slash command. Where a person may not write, Discord lets them type no command either."""
    channel = _place(world, who, body)
    name = str(body["command"])
    if name not in {each["name"] for each in commands.offered(world, who, channel.id)}:
        raise Refused("not-allowed")
    options = commands.values(world, who, channel.id, name, body.get("options") or {})
    _shown(world, who, await who.actor.slash(channel, name, **options))


async def say(world: World, who: Who, body: Json) -> None:
    """Type a message into a channel."""
    text = str(body["text"]).strip()
    if not 0 < len(text) <= MOST_SAID:
        raise Refused("too-long" if text else "needs-answer")
    await who.actor.send(_place(world, who, body), text)


async def put_away(world: World, who: Who, body: Json) -> None:
    """Put a private reply, or the open form, out of sight. As on Discord, the bot is not told."""
    if "message" not in body:
        world.forms.pop(who.key, None)
        return
    message = sight.message(world, who, int(body["message"]))
    if message is not None and message.is_ephemeral:
        world.put_away.add(message.id)


async def leap(world: World, _who: Who, body: Json) -> None:
    """Move the pretend clock, for everybody."""
    move = world.leaps.get(str(body["leap"]))
    if move is None:
        raise Refused("gone")
    if not await move():
        raise Refused("no-dates")


async def suggest(world: World, who: Who, body: Json) -> list[Json]:
    """Ask the bot what could be typed into an option, as Discord does while one types."""
    channel, option = _place(world, who, body), str(body["option"])
    given = {k: v for k, v in (body.get("options") or {}).items() if k != option}
    filled = commands.values(world, who, channel.id, str(body["command"]), given)
    return await who.actor.autocomplete(channel, str(body["command"]), option, str(body["text"]), **filled)


def _shown(world: World, who: Who, result: simcord.InteractionResult) -> None:
    """Keep the form that an action opened; say so when the bot never answered."""
    if result.modal is not None:
        world.forms[who.key] = result
    else:
        world.forms.pop(who.key, None)
    if not result.acknowledged:
        raise Refused("no-answer")


def _place(world: World, who: Who, body: Json) -> simcord.ChannelHandle:
    """Find the channel or thread that the page means, if this person may write in it."""
    for place in world.places:
        found = sight.threads(world, who, place.channel.id)
        keys = {place.key: place.channel.id} | {f"thread-{thread.id}": thread.id for thread in found}
        channel_id = keys.get(str(body["place"]))
        if channel_id is not None:
            return _writable(world, who, channel_id)
    raise Refused("gone")


def _writable(world: World, who: Who, channel_id: int) -> simcord.ChannelHandle:
    if not sight.may_write(world, who, world.env.backend.channels[channel_id]):
        raise Refused("not-allowed")
    return sight.channel_handle(world, who, channel_id)


def _message(world: World, who: Who, body: Json) -> simcord.ResponseMessage:
    message = sight.message(world, who, int(body["message"]))
    if message is None:
        raise Refused("gone")
    return simcord.ResponseMessage(world.env, message)


def _control(nodes: list[Json], control: str) -> Json:
    for node in walk_components(nodes):
        if node.get("custom_id") == control:
            return node
    raise Refused("gone")


def _chosen(world: World, who: Who, node: Json, values: list[str]) -> list[Any]:
    """Give a select what it wants: words, or handles of people, roles and channels."""
    if node["type"] == ComponentType.STRING_SELECT:
        return values
    among = names.entities(world, who, node)
    return [names.handle(world, who, value, among) for value in values]


def _answers(world: World, who: Who, modal: Json, given: Json) -> Json:
    """Leave out what was not answered, so that simcord asks only for what is needed."""
    answers: Json = {}
    for key, value in given.items():
        node = _control(modal["components"], key)
        if value in ("", [], None):
            continue
        answers[key] = _chosen(world, who, node, value) if node["type"] in SELECT_TYPES else value
    return answers


ACTIONS: dict[str, Action] = {
    "/press": press,
    "/select": select,
    "/form": form,
    "/command": command,
    "/say": say,
    "/put-away": put_away,
    "/leap": leap,
}
