"""What no backup holds, and what a backup of an open session becomes: SQL, by table."""

# What no backup holds. A revealed step may still say what was shown, so of its data only the item stays, as after
# sealing. A call for help without its person cannot go on, so it has ended.
FORGET = {
    "answers": "DELETE FROM answers",
    "session_keys": "DELETE FROM session_keys",
    "cards": "DELETE FROM cards",
    "marks": "DELETE FROM marks",
    "turns": "DELETE FROM turns",
    "turn_rounds": "DELETE FROM turn_rounds",
    "session_roles": "DELETE FROM session_roles",
    "sign_votes": "DELETE FROM sign_votes",
    "sign_voices": "DELETE FROM sign_voices",
    "slots": "UPDATE slots SET nonce = NULL, data = CASE WHEN NOT json_valid(data) THEN '{}' "
    "WHEN json_extract(data, '$.item') IS NULL THEN '{}' ELSE json_object('item', json_extract(data, '$.item')) END",
    "help_calls": "UPDATE help_calls SET state = 'ended', person = NULL, hidden_xid = NULL WHERE state != 'ended'",
    "duties": "DELETE FROM duties",
    "staff_questions": "DELETE FROM staff_questions",
    "debriefs": "DELETE FROM debriefs",
    "reminders": "UPDATE reminders SET hidden_xid = NULL",  # it comes back with the person's next press
    "reminders_sent": "DELETE FROM reminders_sent",
    "sign_ups": "DELETE FROM sign_ups",
    "time_choices": "DELETE FROM time_choices",
    "time_polls": "UPDATE time_polls SET nonce = NULL, state = CASE state WHEN 'open' THEN 'closed' ELSE state END",
    "round_answers": "DELETE FROM round_answers",
    "answer_rounds": "UPDATE answer_rounds SET nonce = NULL, "
    "state = CASE state WHEN 'open' THEN 'discarded' ELSE state END",
    "hellos": "DELETE FROM hellos",
    "hello_offers": "DELETE FROM hello_offers",
    "rota_places": "DELETE FROM rota_places",
    "rota_swaps": "DELETE FROM rota_swaps",
    "keepsakes": "DELETE FROM keepsakes",  # after a restore staff look again: a line that was left out is back
    "quotes": "DELETE FROM quotes",  # so what a person takes back cannot come back
    "measures": "UPDATE measures SET state = 'ended', ended_at = at, person = NULL, hidden_xid = NULL, "
    "thread_xid = NULL WHERE state != 'ended'",
}
# What was open when the backup was made was interrupted: it is closed, so that the next start seals it.
INTERRUPT = (
    "UPDATE sessions SET state = 'cancelled', closed_at = :at, version = version + 1 WHERE state = 'gathering'",
    """UPDATE sessions SET state = 'closed', closed_at = :at, closed_by_itself = 1, version = version + 1
    WHERE state IN ('running', 'paused', 'closing')""",
    "UPDATE slots SET sealed = 1 WHERE session_id IN (SELECT id FROM sessions WHERE state IN ('closed', 'cancelled'))",
)
