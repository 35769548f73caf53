"""Folders that are either complete or absent: built under a temporary name, then renamed."""

import hashlib
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

STAMP = ".care-stamp"
NOISE = {"__pycache__", ".pytest_cache", ".ruff_cache"}


def digest(*parts: str | bytes) -> str:
    """Return a short name for the given inputs: equal inputs, equal name."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()[:12]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    total = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            total.update(block)
    return total.hexdigest()


def tree_files(folder: Path, skip: Iterable[str] = ()) -> list[Path]:
    """List the files below a folder in a fixed order, without caches.

    ``skip`` holds folder paths relative to ``folder`` that are left out.
    """
    left_out = tuple(f"{name}/" for name in skip)
    found = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if NOISE.intersection(path.parts) or f"{relative}/".startswith(left_out or ("\0",)):
            continue
        if path.is_file() and path.suffix not in (".pyc", ".pyo"):
            found.append(path)
    return found


def tree_digest(folder: Path, skip: Iterable[str] = ()) -> str:
    """Return a name for everything below a folder: paths and contents."""
    parts: list[str | bytes] = []
    for path in tree_files(folder, skip):
        parts += [path.relative_to(folder).as_posix(), path.read_bytes()]
    return digest(*parts)


def is_current(folder: Path, key: str) -> bool:
    """Whether the folder was completed from these very inputs."""
    try:
        return (folder / STAMP).read_text() == key
    except (FileNotFoundError, NotADirectoryError):
        return False


def build_folder(folder: Path, key: str, fill: Callable[[Path], None]) -> bool:
    """Make the folder anew unless it is current; return whether it was made.

    Whatever interrupts ``fill`` leaves only a temporary folder, which the next run clears away.
    """
    if is_current(folder, key):
        return False
    fresh, old = folder.with_name(f"{folder.name}.new"), folder.with_name(f"{folder.name}.old")
    remove(fresh)
    fresh.mkdir(parents=True)
    fill(fresh)
    (fresh / STAMP).write_text(key)
    remove(old)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    remove(old)
    return True


def remove(path: Path) -> None:
    """Delete a file or folder if it is there."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def write_atomically(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file so that readers see the old or the new content, never a part."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=mode)
    fresh.chmod(mode)
    fresh.write_text(text, encoding="utf-8")
    fresh.rename(path)
