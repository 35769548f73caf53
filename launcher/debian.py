"""Bring Odoo 19 Community from Debian's package, without changing anything of the system.

The package is in Debian unstable only. A private apt folder asks the machine's own mirror for it,
so neither the system's sources nor its package lists are touched.
"""

import ast
import getpass
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .errors import CareError, explained
from .process import Program, quiet_output
from .progress import Step, say, step
from .stamps import build_folder, digest, file_digest, is_current, remove
from .system import debian_release
from .workspace import Workspace

# The build that the tests were last run with; another one is used with a note.
TESTED_SHA256 = "9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf"
# Scripts and fonts that Odoo's tree links to. This release's own, not unstable's:
# fonts-font-awesome 7 has no fontawesome-webfont.ttf any more.
COMPANIONS = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-roboto-unhinted",
)
PYTHON_PATH = Path("usr/lib/python3/dist-packages")
RECIPE = "1"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def tree_key() -> str:
    """Return a name for how the tree is made."""
    return digest(RECIPE, debian_release(), *COMPANIONS)


def tree_is_current(workspace: Workspace) -> bool:
    """Whether Odoo has been unpacked completely."""
    return is_current(workspace.odoo, tree_key())


def ensure_tree(workspace: Workspace) -> None:
    """Fetch and unpack Odoo unless it is there."""
    if tree_is_current(workspace):
        return
    debs = workspace.home / "debs"
    with explained("Fetching Odoo 19"):
        build_folder(debs, tree_key(), lambda folder: _fetch(workspace, folder))
        build_folder(workspace.odoo, tree_key(), lambda folder: _unpack(debs, folder))
    remove(debs)
    remove(workspace.home / "apt")


def _fetch(workspace: Workspace, folder: Path) -> None:
    release, archive = _archive()
    options = _private_apt(workspace.home / "apt", release, archive)
    log = workspace.log("fetch-odoo")
    wanted = ["odoo-19/sid", *(f"{name}/{release}" for name in COMPANIONS)]
    with step("Fetching Odoo 19 (about 130 MB)") as current:
        Program("apt-get update", ["apt-get", *options, "update"], log, timeout=600).check(current)
        Program(
            "apt-get download", ["apt-get", *options, "download", *wanted], log, cwd=folder
        ).check(current, lambda line: _size_so_far(folder))
    found = file_digest(next(folder.glob("odoo-19_*.deb")))
    (folder / "odoo.sha256").write_text(found)
    if found != TESTED_SHA256:
        say("Note: this build of Odoo 19 is another one than the tests were last run with.")


def _size_so_far(folder: Path) -> str:
    return f"{sum(path.stat().st_size for path in folder.glob('*')) >> 20} MB"


def _archive() -> tuple[str, str]:
    """Return this Debian release and the archive that the machine's own sources name."""
    release = debian_release()
    advice = (
        "Bring an Odoo 19 source tree yourself and name it: ./care --odoo /path/to/odoo …"
        " (an unpacked or cloned Odoo 19.0 Community, wherever it lies)."
    )
    if not release or not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise CareError(f"Odoo's package can be fetched on Debian only.\n{advice}")
    if not Path(KEYRING).exists():
        raise CareError(f"The package debian-archive-keyring is missing.\n{advice}")
    # --print-uris answers even when no package list was ever downloaded
    listing = quiet_output(["apt-get", "--print-uris", "update"])
    match = re.search(rf"'(\S+?)/dists/{re.escape(release)}/InRelease'", listing)
    if not match:
        raise CareError(f"apt's sources name no archive of Debian {release}.\n{advice}")
    return release, match.group(1)


def _private_apt(home: Path, release: str, archive: str) -> list[str]:
    """Lay out an apt folder of our own and return the options that make apt use it."""
    remove(home)
    for name in ("sources", "empty", "state/lists/partial", "cache/archives/partial"):
        (home / name).mkdir(parents=True)
    (home / "status").touch()
    architecture = quiet_output(["dpkg", "--print-architecture"]).strip()
    (home / "sources" / "odoo.sources").write_text(
        f"Types: deb\nURIs: {archive}\nSuites: {release} sid\nComponents: main\n"
        f"Architectures: {architecture}\nSigned-By: {KEYRING}\n"
    )
    values = {
        "Dir::State": home / "state",
        "Dir::State::status": home / "status",
        "Dir::Cache": home / "cache",
        "Dir::Etc::sourcelist": "/dev/null",
        "Dir::Etc::sourceparts": home / "sources",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": home / "empty",
        "APT::Sandbox::User": getpass.getuser(),
        "APT::Update::Post-Invoke": "",
        "APT::Update::Post-Invoke-Success": "",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
    }
    options = ["-q"]
    for name, value in values.items():
        options += ["-o", f"{name}={value}"]
    return options


def _unpack(debs: Path, folder: Path) -> None:
    with step("Unpacking Odoo 19") as current:
        package = next(debs.glob("odoo-19_*.deb"))
        _extract_odoo(package, folder, current)
        for companion in sorted(debs.glob("*.deb")):
            if companion != package:
                Program(
                    companion.name, ["dpkg-deb", "-x", companion, folder], folder / "unpack.log"
                ).check(current)
        repair(folder / PYTHON_PATH / "odoo" / "addons")
        shutil.copy(debs / "odoo.sha256", folder / "odoo.sha256")


def _extract_odoo(package: Path, folder: Path, current: Step) -> None:
    """Keep the usr/ layout for the links' sake; 800 MB of other languages stay out."""
    reader = subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE)
    try:
        Program(
            "Unpacking Odoo 19",
            [
                *("tar", "-x", "-C", folder, "--no-same-owner"),
                *("--exclude=*/i18n/[a-y]*.po", "--exclude=*/addons/theme_*"),
                f"./{PYTHON_PATH}/odoo",
            ],
            folder / "unpack.log",
            stdin=reader.stdout,
        ).check(current, lambda line: None)
    finally:
        if reader.stdout:
            reader.stdout.close()
        reader.wait()
    if reader.returncode:
        raise CareError("Odoo's package is damaged. Run the same command again to fetch it anew.")


def repair(addons: Path) -> None:
    """Mend what Debian's packaging breaks for the web client.

    Links into packages that are not unpacked crash the building of asset bundles, and scripts that
    Debian left out of the package make every page log an error, which fails every browser test.
    """
    for path in _dangling_links(addons):
        path.unlink()
    if not (addons / "web/static/lib/jquery/jquery.js").exists():
        raise CareError("Odoo's package lost its jQuery: use ./care --odoo /path/to/odoo instead.")
    for asset in _missing_scripts(addons):
        asset.parent.mkdir(parents=True, exist_ok=True)
        asset.write_text("/* not part of Debian's package */\n")


def _dangling_links(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        for name in folders + files:
            path = Path(parent, name)
            if path.is_symlink() and not path.exists():
                yield path


def _missing_scripts(addons: Path) -> Iterator[Path]:
    for manifest in sorted(addons.glob("*/__manifest__.py")):
        assets = ast.literal_eval(manifest.read_text(encoding="utf-8")).get("assets", {})
        for entry in (entry for entries in assets.values() for entry in entries):
            path = _asset_path(entry)
            if path.endswith(".js") and "*" not in path and not (addons / path).exists():
                yield addons / path


def _asset_path(entry: str | tuple[str, ...] | list[str]) -> str:
    """Return the file that a manifest's asset entry adds, or nothing."""
    if isinstance(entry, str):
        return "" if "://" in entry else entry.lstrip("/")
    return "" if entry[0] in ("remove", "include") else entry[-1].lstrip("/")
