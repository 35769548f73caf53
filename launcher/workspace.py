"""Where things are: the checkout, our one folder in it, and what the user brought along."""

import os
from dataclasses import dataclass
from pathlib import Path

ADDON = "customer_care"


@dataclass(frozen=True)
class Workspace:
    """The paths of one checkout, and the choices made on the command line."""

    root: Path
    odoo_choice: str | None = None
    db_choice: str | None = None

    @classmethod
    def here(cls, odoo: str | None = None, db: str | None = None) -> "Workspace":
        """Return the workspace of the checkout that this file lies in."""
        return cls(
            Path(__file__).resolve().parent.parent,
            odoo or os.environ.get("CARE_ODOO") or None,
            db or os.environ.get("CARE_DB") or None,
        )

    @property
    def home(self) -> Path:
        """The one folder that holds everything the launcher brings or builds."""
        return Path(os.environ.get("CARE_HOME") or self.root / ".care")

    @property
    def addons(self) -> Path:
        """The folder that contains the addon (``CARE_ADDONS`` names another one)."""
        return Path(os.environ.get("CARE_ADDONS") or self.root).resolve()

    @property
    def addon(self) -> Path:
        """The addon itself."""
        return self.addons / ADDON

    @property
    def glue(self) -> list[Path]:
        """The addons beside it, each for one other application (``customer_care_<app>``)."""
        manifests = self.addons.glob(f"{ADDON}_*/__manifest__.py")
        return sorted(manifest.parent for manifest in manifests)

    @property
    def own_addons(self) -> list[Path]:
        """The addon and its glue."""
        return [self.addon, *self.glue]

    @property
    def venv(self) -> Path:
        """The virtual environment that Odoo and the tests run in."""
        return self.home / "venv"

    @property
    def python(self) -> Path:
        """The Python of :attr:`venv`."""
        return self.venv / "bin" / "python"

    @property
    def lint_venv(self) -> Path:
        """The virtual environment of the linters, apart from Odoo's old libraries."""
        return self.home / "lint"

    @property
    def odoo(self) -> Path:
        """Odoo as unpacked from Debian's package."""
        return self.home / "odoo"

    @property
    def logs(self) -> Path:
        """The folder of all log files."""
        return self.home / "logs"

    @property
    def demo_database(self) -> str:
        """The sample database that people work in (``CARE_DEMO`` names another one)."""
        return os.environ.get("CARE_DEMO") or "care_demo"

    @property
    def setup_lock(self) -> Path:
        """Held while something is being built."""
        return self.home / "setup.lock"

    @property
    def script(self) -> Path:
        """The ``care`` script."""
        return self.root / "care"

    def log(self, name: str) -> Path:
        """Return an empty log file of that name."""
        path = self.logs / f"{name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        return path
