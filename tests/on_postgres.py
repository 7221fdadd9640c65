"""What the tests do on PostgreSQL: which of them are about a file of SQLite's and left out, and which CI runs there.

``PEERLIGHT_TEST_DATABASE=postgres`` runs every circle, house and simulation of the tests on a real server.
"""

BACKUPS = "our own backups are of a file; a server's backups are PostgreSQL's own (docs/growing.md)"
BYTES = "it looks at the bytes of the file or at its log; on a server only rows can be looked at (docs/growing.md)"
DRIVER = "it puts a stranger or a fault in the way of SQLite's own locks, pages or begin"
COMMANDS = "its settings name a file; tests/test_on_a_server.py types the same commands on a server"
CLOSE_DOWN = "the command deletes files, and says on a server that it does not (docs/growing.md)"

LEFT_OUT = {
    "test_backups.py": BACKUPS,
    "test_restore_drill.py": BACKUPS,
    "test_sealing_with_backups.py": BACKUPS,
    "test_erasures.py": BACKUPS,
    "test_quotes.py::test_forget_me_and_my_data_know_them_and_backups_and_time_end_them": BACKUPS,
    "test_outcomes.py::test_a_backup_of_an_open_round_holds_no_answer_and_comes_back_discarded": BACKUPS,
    "test_reminders.py::test_an_id_that_a_backup_does_not_hold_comes_back_with_the_next_press": BACKUPS,
    "test_programme_end.py::test_when_the_key_dies_no_backup_has_it_and_a_new_one_is_there": BACKUPS,
    "test_programme_end.py::test_after_a_kill_in_between_the_next_day_finishes": BACKUPS,
    "test_programme_end.py::test_where_no_new_backup_can_be_made_the_old_ones_stay": BACKUPS,
    "test_retention.py::test_the_command_says_what_would_go_then_what_went_then_nothing": COMMANDS,
    "test_retention.py::test_the_command_says_when_somebody_reads_the_file": COMMANDS,
    "test_close_down.py": CLOSE_DOWN,
    "test_non_interference.py": BYTES,
    "test_signs.py::test_who_said_what_in_a_vote_leaves_no_trace": BYTES,
    "test_turns.py::test_whose_hand_it_was_leaves_no_trace": BYTES,
    "test_own_data.py::test_a_stranger_in_the_file_delays_the_last_traces_until_the_next_beat": BYTES,
    "test_reminders.py::test_a_person_sees_and_deletes_their_wishes": BYTES,
    "test_retention.py::test_traces_in_a_file_that_somebody_reads_go_at_the_next_beat": BYTES,
    "test_sealing.py::test_a_reveal_that_somebody_reads_across_is_forgotten_at_the_next_beat": BYTES,
    "test_sealing.py::test_a_reader_from_outside_only_delays_the_seal": BYTES,
    "test_sealing.py::test_the_next_beat_seals_what_had_to_wait": BYTES,
    "test_sealing.py::test_a_start_finishes_what_a_kill_left_unsealed": BYTES,
    "test_sealing.py::test_a_restarted_bot_has_sealed": BYTES,
    "test_faults.py::test_a_press_on_a_full_disk_gets_the_calm_sentence_and_leaves_nothing_half_stored": DRIVER,
    "test_faults.py::test_a_write_that_waits_for_a_stranger_too_long_stores_nothing": DRIVER,
    "test_concurrency.py::test_without_the_guard_answers_get_lost": DRIVER,
    "test_concurrency.py::test_a_locked_database_only_delays": DRIVER,
    "test_concurrency.py::test_nobody_opens_the_database_again_once_it_was_closed": DRIVER,
}

# What CI runs on a server every time: many at once, each kind of question, triggers, and a programme of weeks.
IN_CI = (
    "test_concurrency.py",
    "test_two_groups.py",
    "test_short_programme.py",
    "test_audit.py::test_nobody_can_change_or_delete_a_deed",
    "test_sealing.py::test_after_sealing_the_files_hold_no_person_and_no_plain_text",
    "test_blocks.py::test_quarters_of_a_programme_tell_new_and_returning_people",
    "test_quotes.py::test_a_published_quote_leads_to_nobody",
)


def reason(node: str) -> str:
    """Say why a test is left out on a server; nothing where it is not. ``node`` is its id as pytest writes it."""
    file, _colons, name = node.rpartition("/")[2].partition("::")
    return LEFT_OUT.get(file) or LEFT_OUT.get(f"{file}::{name.partition('[')[0]}", "")
