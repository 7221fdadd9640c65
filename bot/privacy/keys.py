"""The master key and the key of the backups: files outside what they open, or environment variables.

Each is 32 random bytes, written as 64 hexadecimal characters. What it opens holds only a check value of it
(``key_check``), so that a start with another key stops before it writes anything.
"""

import hmac
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_SIZE = 32


@dataclass(frozen=True)
class _Kind:
    """What is said about one of the two keys."""

    name: str
    environment: str
    setting: str
    missing: str
    without: str


_MASTER = _Kind(
    name="master key",
    environment="PEERLIGHT_MASTER_KEY",
    setting="master_key_file",
    missing="There is a database, but its master key is not at {file}.",
    without="Without it nothing that was kept can be read.",
)
_BACKUP = _Kind(
    name="backup key",
    environment="PEERLIGHT_BACKUP_KEY",
    setting="key_file under [backup]",
    missing="The key of the backups is not at {file}.",
    without="Without it no backup that was made with it can be opened.",
)


class KeyProblem(Exception):  # noqa: N818  it is read aloud to an operator
    """A key cannot be used. ``reason`` is a short name; the text says what is wrong, ``mend`` what to do."""

    def __init__(self, reason: str, what: str, mend: str) -> None:
        super().__init__(what)
        self.reason = reason
        self.mend = mend


def load_master_key(file: Path, environ: Mapping[str, str], data_folder: Path, *, may_create: bool) -> bytes:
    """Return the 32 bytes of the master key; make the file (mode 0600) when ``may_create`` and it is not there.

    Raises ``KeyProblem`` with reason ``missing``, ``unreadable``, ``wrong-length``, ``too-open`` or
    ``inside-data``.
    """
    return _load(_MASTER, file, environ, {"data folder": data_folder}, may_create=may_create)


def load_backup_key(
    file: Path, environ: Mapping[str, str], data_folder: Path, backup_folder: Path, *, may_create: bool
) -> bytes:
    """Return the 32 bytes of the key of the backups, in the same way; it is in neither of the two folders.

    Raises ``KeyProblem`` with the same reasons, and ``inside-backups``.
    """
    folders = {"data folder": data_folder, "backup folder": backup_folder}
    return _load(_BACKUP, file, environ, folders, may_create=may_create)


def _load(
    kind: _Kind, file: Path, environ: Mapping[str, str], folders: Mapping[str, Path], *, may_create: bool
) -> bytes:
    written = environ.get(kind.environment)
    if written:
        return _decoded(kind, written, f"the environment variable {kind.environment}")
    file = file.expanduser()
    for name, folder in folders.items():
        _must_be_outside(kind, file, name, folder)
    try:
        return _decoded(kind, _read(kind, file), str(file))
    except FileNotFoundError:
        if may_create:
            return _create(kind, file)
        raise KeyProblem("missing", kind.missing.format(file=file), f"Put the key file back. {kind.without}") from None


def derive(master: bytes, nonce: bytes, purpose: str) -> bytes:
    """Derive the 32-byte key of one purpose from the master key and a nonce (HKDF-SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=nonce, info=purpose.encode()).derive(master)


def key_check(master: bytes) -> bytes:
    """Make the 16 bytes by which a database knows its master key again, without holding it."""
    return hmac.digest(derive(master, b"", "check"), b"peerlight", sha256)[:16]


def same_key(master: bytes, check: bytes) -> bool:
    """Tell whether this is the key that ``check`` was made from."""
    return hmac.compare_digest(key_check(master), check)


def _read(kind: _Kind, file: Path) -> str:
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
        text = file.read_text(encoding="ascii")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError):
        raise KeyProblem(
            "unreadable",
            f"The {kind.name} at {file} cannot be read.",
            "Let the bot's own user read this file.",
        ) from None
    if mode & 0o077:
        raise KeyProblem("too-open", f"Other users of this computer can read {file}.", f"Type: chmod 600 {file}")
    return text


def _decoded(kind: _Kind, text: str, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        raise KeyProblem(
            "wrong-length",
            f"The {kind.name} in {where} is not whole.",
            "It must be 64 characters, each 0 to 9 or a to f. Put the right key back.",
        )
    return key


def _must_be_outside(kind: _Kind, file: Path, name: str, folder: Path) -> None:
    if file.resolve().is_relative_to(folder.resolve()):
        raise KeyProblem(
            "inside-backups" if name == "backup folder" else "inside-data",
            f"The {kind.name} {file} is inside the {name} {folder}.",
            f"Move it to another folder and name that place as {kind.setting}.",
        )


def _create(kind: _Kind, file: Path) -> bytes:
    key = secrets.token_bytes(KEY_SIZE)
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(key.hex() + "\n")
    except OSError:
        raise KeyProblem(
            "unreadable",
            f"The {kind.name} cannot be written to {file}.",
            "Name a folder that the bot may write to.",
        ) from None
    return key
