"""Pretend members: they come, answer, pass, change their mind, add words and thank-yous, each in their own way.

A member looks at the live card and does what its buttons offer, as a real one would; so a new kind of step has
pretend members at once.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import discord

from bot.rehearsal.people import Control, Person, Reply, controls_of

PASSES = 0.12  # how often a member passes
WRITES = 0.35  # how often a member types what could be picked
CHANGES = 0.2  # how often a member changes an answer
LISTENS = 0.2
SAYS_NO = 0.15  # how often a member does not want to be counted

OWN_WORDS = {
    "word": ("butterflies", "a bit wobbly", "my heart is loud", "need a hug", "want to hide", "full of sun"),
    "thanks": ("a walk with my dog", "my sister rang me", "I got through Monday", "hot soup", "a good film"),
    "ask": ("Can we have more time for this?", "Who can I talk to?"),
    "rule": ("We wait for people who type slowly", "We say when we need a break"),
    "idea": ("How to sleep well", "Saying no to people"),
}
SELDOM = frozenset({"ask", "rule", "idea"})


@dataclass
class Diary:
    """What a pretend member did, by the member's own account: the truth that the bot's numbers are held against."""

    came: bool = False
    counted: bool = False
    listening: bool = False
    passes: int = 0
    answers: dict[str, int] = field(default_factory=dict)

    def note(self, question: str) -> None:
        """Write down one answer."""
        self.answers[question] = self.answers.get(question, 0) + 1


class PretendMember:
    """One pretend member with a mind of its own, made of a seed."""

    def __init__(self, person: Person, seed: int) -> None:
        self.person = person
        self.diary = Diary()
        self._mind = random.Random(seed)
        self._done: set[str] = set()

    @property
    def patience(self) -> float:
        """How slow this member is just now: a factor around 1."""
        return self._mind.uniform(0.5, 2.0)

    async def arrive(self, card: discord.Message) -> None:
        """Say "I am here", or "Here to listen", and answer what is asked about consent."""
        arrivals = [control for control in controls_of(card) if control.verb == "here"]
        listening = len(arrivals) > 1 and self._mind.random() < LISTENS
        reply = await self.person.presses_control(arrivals[-1 if listening else 0], card)
        self.diary.came, self.diary.listening = True, listening
        while asked := [control for control in reply.controls if control.verb == "consent"]:
            no = asked[0].argument.startswith("counted") and self._mind.random() < SAYS_NO
            if asked[0].argument.startswith("counted"):
                self.diary.counted = not no
            reply = await self._press(reply, asked[1 if no else 0])

    async def arrives_late(self, card: discord.Message) -> bool:
        """Arrive if this member has not arrived in the card's session yet; tell whether it was so."""
        arrivals = [control for control in controls_of(card) if control.verb == "here"]
        key = f"arrived:{arrivals[0].custom_id.split(':')[1]}" if arrivals else ""
        if not key or key in self._done:
            return False
        self._done.add(key)
        await self.arrive(card)
        return True

    async def looks_ahead(self, card: discord.Message) -> bool:
        """Say whether they mean to come, or which times they could manage; tell whether it was new.

        Nobody has to: a member who passes leaves it.
        """
        asked = [control for control in controls_of(card) if control.verb in ("sign-up", "times")]
        key = asked[0].custom_id if asked else ""
        if not key or key in self._done:
            return False
        self._done.add(key)
        if self._mind.random() < PASSES:
            return False
        reply = await self.person.presses_control(self._mind.choice(asked), card)
        if asked[0].verb == "times":
            await self._times(reply)
        return True

    async def take_part(self, card: discord.Message, *, most: int | None = None) -> bool:
        """Do what this card invites to, each thing once and at most ``most`` of them; tell whether there was any."""
        by_key = {f"{control.custom_id.split(':')[1:3]}{_thing(control)}": control for control in controls_of(card)}
        new = {key: control for key, control in by_key.items() if _thing(control) and key not in self._done}
        for key, control in list(new.items())[:most]:
            self._done.add(key)
            await self._do(card, control)
        return bool(new)

    async def _do(self, card: discord.Message, control: Control) -> None:
        if self._mind.random() < PASSES:
            self.diary.passes += 1
            await self.person.presses("Pass", card)
            return
        deeds: dict[str, Callable[[discord.Message, Control], Awaitable[None]]] = {
            "answer": self._answer,
            "check-in": self._check_in,
            "pick": self._pick,
            "write": self._write,
        }
        await deeds[control.verb](card, control)
        if control.verb in ("answer", "check-in") and self._mind.random() < CHANGES:
            await deeds[control.verb](card, control)

    async def _answer(self, card: discord.Message, control: Control) -> None:
        question = control.argument.partition("=")[0]
        choices = [one for one in controls_of(card) if one.verb == "answer" and one.argument.startswith(question + "=")]
        await self.person.presses_control(self._mind.choice(choices), card)
        self.diary.note(question)

    async def _check_in(self, card: discord.Message, control: Control) -> None:
        opened = await self.person.presses_control(control, card)
        await self.person.fills(opened, {name: self._mind.choice(values) for name, values in _picks(opened).items()})
        self.diary.note("check-in")

    async def _pick(self, card: discord.Message, control: Control) -> None:
        question = control.argument
        if question in OWN_WORDS and self._mind.random() < WRITES:
            write = next((one for one in controls_of(card) if one.verb == "write" and one.argument == question), None)
            if write:
                await self._type(card, write)
                return
        opened = await self.person.presses_control(control, card)
        lists = [one for one in opened.controls if one.verb == "picked"]
        chosen = self._mind.choice(lists)
        values = [value for _label, value in chosen.options]
        if opened.message:
            picked = self._mind.sample(values, self._mind.randint(1, 2))
            await self.person.chooses(picked, opened.message, custom_id=chosen.custom_id)
            self.diary.note(question)

    async def _write(self, card: discord.Message, control: Control) -> None:
        if self._mind.random() < WRITES:
            await self._type(card, control)

    async def _times(self, opened: Reply) -> None:
        could = next((one for one in opened.controls if one.verb == "times-chosen"), None)
        if could and opened.message:
            times = [value for _label, value in could.options]
            picked = self._mind.sample(times, self._mind.randint(1, len(times)))
            await self.person.chooses(picked, opened.message, custom_id=could.custom_id)

    async def _type(self, card: discord.Message, control: Control) -> None:
        opened = await self.person.presses_control(control, card)
        await self.person.fills(opened, {"text": self._mind.choice(OWN_WORDS[control.argument])})
        self.diary.note(control.argument)

    async def _press(self, reply: Reply, control: Control) -> Reply:
        if reply.message is None:
            return reply
        return await self.person.presses_control(control, reply.message)


def _thing(control: Control) -> str:
    """Name what a control invites to; "" for what is no invitation. Picking and writing one list is one thing."""
    if control.verb == "answer":
        return control.argument.partition("=")[0]
    if control.verb == "check-in":
        return "check-in"
    if control.verb == "pick" or (control.verb == "write" and control.argument in SELDOM):
        return control.argument
    return ""


def _picks(opened: Reply) -> dict[str, list[str]]:
    """List the choices of each question of a form."""
    rows = (opened.form or {}).get("components", ())
    inner = [row.get("component", {}) for row in rows]
    return {one["custom_id"]: [option["value"] for option in one["options"]] for one in inner if one.get("options")}
