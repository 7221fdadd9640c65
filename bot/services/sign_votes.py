"""The vote about a group's name, greeting or symbol (feature O7), inside one session.

Members suggest, staff read all ideas at once when asking is over, members choose in private, and what was chosen
most comes out by the rule for small numbers. Ideas and choices lie under the session's key, each in the place of what
its person had said before, and go when the vote or the session is over.
"""

import json
from collections.abc import Sequence

from bot.privacy import FEWEST_PEOPLE_IN_BATCH, Veil, ranking
from bot.privacy.sealing import same_text
from bot.privacy.veil import NONCE_SIZE
from bot.services.desk import Desk, must_not_be_away, note, role_of
from bot.services.schedule import Where
from bot.services.session_key import VOICES, code_of, known_veil, session_veil
from bot.services.signs import (
    ASKING,
    KINDS,
    LONGEST,
    OVER,
    READING,
    SYMBOL,
    VOTING,
    SignPage,
    VotePage,
    choices_of,
    group_for,
    put_sign,
    sign_page,
    staff_group,
    symbols,
)
from bot.session import Caller, Refused, Role
from bot.session.text import clean
from bot.storage import Group, SessionRecord, Unit
from bot.storage.repositories.signs import SignVote, Voice

MOST_CHOICES, FEWEST_CHOICES = 25, 2  # a list in Discord holds 25
_VERSION_SIZE = 3  # in bytes


class SignVoteService:
    """Asking for ideas, choosing between them, and taking what was chosen."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def ask(self, caller: Caller, where: Where, kind: str) -> SignPage:
        """Ask the group, for staff: for ideas, or at once for a symbol. While a vote is open nothing new begins."""
        if kind not in KINDS:
            raise Refused("not-a-choice")

        async def work(unit: Unit) -> SignPage:
            group, session = await self._running(unit, caller, where)
            if await unit.signs.vote(session.id) is None:
                veil = await session_veil(self._desk, unit, session.id)
                choices = symbols(self._desk)[:MOST_CHOICES] if kind == SYMBOL else ()
                state = VOTING if kind == SYMBOL else ASKING
                await unit.signs.begin(session.id, SignVote(kind, state, self._hidden(veil, choices), self._first()))
                await note(self._desk, unit, group, caller, "sign-asked", session_id=session.id)
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def asked(self, caller: Caller, where: Where) -> VotePage:
        """Say what a member is asked for now. Raises ``Refused``: sign-not-now, for-members."""

        async def work(unit: Unit) -> VotePage:
            _session, vote, _veil = await self._of_member(unit, caller, where, ASKING)
            return VotePage(vote.kind, vote.state, (), vote.version)

        return await self._desk.store.read(work)

    async def suggest(self, caller: Caller, where: Where, typed: str) -> SignPage:
        """Take a member's idea, in the place of their last one. Raises ``Refused``: sign-not-now, for-members."""

        async def work(unit: Unit) -> SignPage:
            session, vote, veil = await self._of_member(unit, caller, where, ASKING)
            await self._say(unit, session, veil, caller, clean(typed, LONGEST[vote.kind]))
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def choose(self, caller: Caller, where: Where, version: int, chosen: Sequence[int]) -> SignPage:
        """Take a member's choices, by their numbers from 0. Raises ``Refused``: sign-not-now, not-a-choice.

        ``version`` is that of the list which they read: a number means something else in the next one.
        """

        async def work(unit: Unit) -> SignPage:
            session, vote, veil = await self._of_member(unit, caller, where, VOTING)
            if vote.version != version:
                raise Refused("sign-not-now")
            there = len(choices_of(veil, vote))
            if not chosen or any(not 0 <= number < there for number in chosen):
                raise Refused("not-a-choice")
            marks = "".join("1" if number in chosen else "0" for number in range(MOST_CHOICES))
            await self._say(unit, session, veil, caller, marks)
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def take_back(self, caller: Caller, where: Where) -> SignPage:
        """Delete what the asker said in the vote."""

        async def work(unit: Unit) -> SignPage:
            session = await unit.sessions.open_of((await group_for(unit, caller, where)).id)
            veil = await known_veil(self._desk, unit, session.id) if session else None
            if session and veil:
                await unit.signs.take_back(session.id, code_of(veil, VOICES, caller))
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def end_asking(self, caller: Caller, where: Where, version: int) -> SignPage:
        """Take no more ideas, for staff: they read all of them now, mixed, each once and without a name.

        Ideas of fewer than three people are read by nobody: who asks after each one would know whose it is.
        """

        async def work(unit: Unit) -> SignPage:
            session, vote, veil = await self._of_staff(unit, caller, where, ASKING, version)
            voices, ideas = await unit.signs.voices(session.id), dict[str, str]()
            for text in sorted(veil.reveal(voice.hidden) for voice in voices):
                ideas.setdefault(same_text(text), text)
            mixed = self._desk.randomness.shuffled(list(ideas.values()))
            if len(voices) < FEWEST_PEOPLE_IN_BATCH:
                await self._move(unit, session, vote, OVER, self._hidden(veil, ()))
            else:
                await self._move(unit, session, vote, READING, self._hidden(veil, mixed))
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def open_vote(self, caller: Caller, where: Where, version: int, chosen: Sequence[int]) -> SignPage:
        """Let members choose between these ideas, for staff. Raises ``Refused("sign-two-choices")``."""

        async def work(unit: Unit) -> SignPage:
            session, vote, veil = await self._of_staff(unit, caller, where, READING, version)
            kept = [idea for number, idea in enumerate(choices_of(veil, vote)[:MOST_CHOICES]) if number in chosen]
            if len(kept) < FEWEST_CHOICES:
                raise Refused("sign-two-choices")
            await self._move(unit, session, vote, VOTING, self._hidden(veil, kept))
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def end_vote(self, caller: Caller, where: Where, version: int) -> SignPage:
        """Count, for staff: what was chosen most comes first, without numbers; of few votes nothing is said."""

        async def work(unit: Unit) -> SignPage:
            session, vote, veil = await self._of_staff(unit, caller, where, VOTING, version)
            choices = choices_of(veil, vote)
            voices = await unit.signs.voices(session.id)
            votes = [
                choices[number]
                for voice in voices
                for number, mark in enumerate(veil.reveal(voice.hidden)[: len(choices)])
                if mark == "1"
            ]
            found = ranking(votes, len(voices), self._desk.randomness)
            await self._move(unit, session, vote, OVER, self._hidden(veil, found[0].chosen if found else ()))
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def take(self, caller: Caller, where: Where, version: int, number: int) -> SignPage:
        """Make one of the results the group's own, for staff; the vote is over then."""

        async def work(unit: Unit) -> SignPage:
            session, vote, veil = await self._of_staff(unit, caller, where, OVER, version)
            results = choices_of(veil, vote)
            if not 0 <= number < len(results):
                raise Refused("not-a-choice")
            group = await unit.groups.get(session.group_id)
            await put_sign(self._desk, unit, caller, group, kind=vote.kind, value=results[number])
            await unit.signs.close(session.id)
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def stop(self, caller: Caller, where: Where, version: int) -> SignPage:
        """End a vote without a result, for staff who saw it as it is now, whatever state it is in."""

        async def work(unit: Unit) -> SignPage:
            session, _vote, _veil = await self._of_staff(unit, caller, where, "", version)
            await unit.signs.close(session.id)
            return await sign_page(self._desk, unit, caller, where)

        return await self._desk.store.write(work)

    async def _running(self, unit: Unit, caller: Caller, where: Where) -> tuple[Group, SessionRecord]:
        group = await staff_group(unit, caller, where)
        session = await unit.sessions.open_of(group.id)
        if session is None or not session.flow.trail:
            raise Refused("no-session-now")
        return group, session

    async def _of_staff(
        self, unit: Unit, caller: Caller, where: Where, state: str, version: int
    ) -> tuple[SessionRecord, SignVote, Veil]:
        """Find the vote for staff who saw it as it is now, in any state where ``state`` is "".

        Of two who press together, one moves it on; a press on the page of a vote that is over touches no later one.
        """
        _group, session = await self._running(unit, caller, where)
        vote, veil = await unit.signs.vote(session.id), await known_veil(self._desk, unit, session.id)
        if vote is None or veil is None or state not in ("", vote.state) or vote.version != version:
            raise Refused("sign-moved")
        return session, vote, veil

    async def _of_member(
        self, unit: Unit, caller: Caller, where: Where, state: str
    ) -> tuple[SessionRecord, SignVote, Veil]:
        group = await group_for(unit, caller, where)
        if role_of(group, caller) is not Role.MEMBER:
            raise Refused("for-members")
        await must_not_be_away(self._desk, unit, group, caller)
        session = await unit.sessions.open_of(group.id)
        vote = await unit.signs.vote(session.id) if session else None
        veil = await known_veil(self._desk, unit, session.id) if session else None
        if session is None or vote is None or veil is None or vote.state != state:
            raise Refused("sign-not-now")
        return session, vote, veil

    def _first(self) -> int:
        """Draw a vote's first version by chance, so that no press on an older vote's page fits a later vote."""
        return int.from_bytes(self._desk.randomness.token(_VERSION_SIZE))

    async def _say(self, unit: Unit, session: SessionRecord, veil: Veil, caller: Caller, words: str) -> None:
        hidden = veil.hide(words, self._desk.randomness.token(NONCE_SIZE))
        await unit.signs.say(session.id, Voice(code_of(veil, VOICES, caller), hidden))

    async def _move(self, unit: Unit, session: SessionRecord, vote: SignVote, state: str, hidden: bytes) -> None:
        """Bring the vote further; what people said up to now has become what is hidden in it."""
        if not await unit.signs.move_on(session.id, state=state, hidden=hidden, version=vote.version):
            raise Refused("sign-moved")
        await unit.signs.forget_voices(session.id)

    def _hidden(self, veil: Veil, choices: Sequence[str]) -> bytes:
        return veil.hide(json.dumps(list(choices)), self._desk.randomness.token(NONCE_SIZE))
