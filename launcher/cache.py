"""Databases that are built once and copied often.

::

    care_tpl_<key>   Odoo and its demo data          copied for care_quick
    care_bare_<key>  Odoo without demo data          copied for life-cycle tests
    care_quick       + the addon and its demo data   copied for tests, and for the next two
    care_browser     + what browsers load           copied for browser tests
    care_sample      + the sample story              copied for care_demo, ./care shell --fresh

Each is made under a temporary name and renamed when it is complete; its comment tells from what.
"""

from collections.abc import Iterable
from pathlib import Path

from .databases import Databases
from .errors import CareError, CommandFailed
from .locks import exclusive
from .odoo import Odoo, doing, problems, script_path
from .process import tail
from .progress import step
from .stamps import digest, tree_digest
from .venv import requirements
from .workspace import ADDON, Workspace

# What the addon builds on, and the applications that its glue is tested with: glue installs itself
# where its application is.
MODULES = ("base", "contacts", "crm", "sale_management", "survey", "rating", "account")
MODULES += ("sale_margin", "sale_stock", "hr_holidays")
# The first one becomes the default language of new partners and users.
LANGUAGES = "en_US,zh_CN"
QUICK, SAMPLE, BROWSER = "care_quick", "care_sample", "care_browser"
# Changes in these need no new installation.
UNINSTALLED_PARTS = ("tests", "static/tests", "static/src", "readme")


def finishing(demo: bool) -> tuple[str, ...]:
    """Return the scripts that finish a template; only one with demo data is ever looked at."""
    return ("attachments_in_database", *(["web_bundles"] if demo else []))


class InstallProblem(CareError):
    """The addon does not install, or not without a warning."""


class Cache:
    """Builds the cached databases when what they are made from has changed."""

    def __init__(self, workspace: Workspace, odoo: Odoo, databases: Databases):
        self.workspace, self.odoo, self.databases = workspace, odoo, databases

    def addon_key(self) -> str:
        """Return a name for the addon and its glue as they would be installed now."""
        if not (self.workspace.addon / "__manifest__.py").is_file():
            raise CareError(f"There is no addon at {self.workspace.addon}.")
        return self._addons_digest(UNINSTALLED_PARTS)

    def _addons_digest(self, skip: Iterable[str], below: str = "") -> str:
        """Return a name for the files of all our addons, or for those below a folder of each."""
        parts: list[str] = []
        for folder in self.workspace.own_addons:
            parts += [folder.name, tree_digest(folder / below, skip)]
        return digest(*parts)

    def template_name(self, *, demo: bool = True) -> str:
        """Return the name of the template for this Odoo, these libraries and modules."""
        pins = requirements(self.workspace, "odoo").read_bytes()
        recipe = [script_path(name).read_bytes() for name in finishing(demo)]
        key = digest(self.odoo.tree.key, pins, *recipe, LANGUAGES, *MODULES)
        return f"care_{'tpl' if demo else 'bare'}_{key}"

    def template(self, *, demo: bool = True) -> str:
        """Return the template, built now if need be (minutes)."""
        name = self.template_name(demo=demo)
        if self.databases.exists(name):
            return name
        with exclusive(self.workspace.setup_lock, "building the template database"):
            if not self.databases.exists(name):
                self._drop_older(name)
                self._build_template(name, demo)
        return name

    def _drop_older(self, name: str) -> None:
        if self.odoo.server.embedded:
            kind = name.rpartition("_")[0].replace("_", r"\_")
            for older in self.databases.names(rf"{kind}\_%"):
                self.databases.drop(older)

    def _build_template(self, name: str, demo: bool) -> None:
        fresh = f"{name}_new"
        self.databases.drop(fresh)
        log = self.workspace.log(name.rpartition("_")[0])
        title = f"Building the {'' if demo else 'bare '}template database"
        words = ["-i", ",".join(MODULES), f"--load-language={LANGUAGES}"]
        words.append("--with-demo" if demo else "--without-demo")
        with step(title) as current:
            self.odoo.module_command(title, fresh, *words, log=log).check(current, doing)
            self.odoo.scripts(title, fresh, finishing(demo), log, current)
            self.databases.rename(fresh, name)
            self.databases.seal(name)

    def quick(self, *, anew: bool = False) -> str:
        """Return the database with the addon as it is now, installed on a copy of the template."""
        template, key = self.template(), self.addon_key()
        facts = {"addon": key, "template": template}
        if not anew and self.databases.facts(QUICK) == facts:
            return QUICK
        with exclusive(self.workspace.setup_lock, "installing the addon"):
            if anew or self.databases.facts(QUICK) != facts:
                fresh = f"{QUICK}_new"
                self.databases.clone(template, fresh)
                self.install(fresh, f"Installing {ADDON}", self.workspace.log("install"))
                self.databases.rename(fresh, QUICK)
                self.databases.set_facts(QUICK, **facts)
        return QUICK

    def sample(self) -> str:
        """Return the database with the sample story, for copies to play with."""
        facts = self.databases.facts(self.quick())
        title = "Loading the sample story"
        return self._derived(SAMPLE, facts, title, ("load_sample", "web_bundles"))

    def browser(self) -> str:
        """Return the database for browser tests: the bundles they load are built in it."""
        self.quick()
        title = "Building the scripts and styles for browser tests"
        return self._derived(BROWSER, self._browser_facts(), title, ("web_bundles", "test_bundles"))

    def browser_is_current(self) -> bool:
        """Whether :meth:`browser` has nothing to build."""
        return self.databases.facts(BROWSER) == self._browser_facts()

    def _browser_facts(self) -> dict[str, str]:
        return {
            "addon": self.addon_key(),
            "template": self.template_name(),
            "static": self._addons_digest(["tests"], "static"),
        }

    def _derived(
        self, name: str, facts: dict[str, str], title: str, scripts: tuple[str, ...]
    ) -> str:
        """Return a copy of the quick database that the scripts were run in."""
        if self.databases.facts(name) == facts:
            return name
        with exclusive(self.workspace.setup_lock, title):
            if self.databases.facts(name) != facts:
                fresh, log = f"{name}_new", self.workspace.log(name)
                self.databases.clone(QUICK, fresh)
                with step(title) as current:
                    self.odoo.scripts(title, fresh, scripts, log, current)
                self.databases.rename(fresh, name)
                self.databases.set_facts(name, **facts)
        return name

    def install(self, database: str, title: str, log: Path) -> None:
        """Install the addon, and with it the glue for applications that are there; any warning in
        the log is left to :func:`log_problems`."""
        self._modules(database, title, log, "-i", ADDON)
        if self.databases.module_state(database, ADDON) != "installed":
            reason = f"it was not installed\n{log_problems(log)}"
            raise InstallProblem(f"{title}: {reason}\nThe whole log: {log}")

    def update(self, database: str, title: str, log: Path, module: str = ADDON) -> None:
        """Bring a database up to date with the files of the addon and of its glue."""
        self._modules(database, title, log, "-u", module)

    def add_glue(self, database: str, title: str, log: Path) -> None:
        """Install the glue that came after the database was made."""
        names = [folder.name for folder in self.workspace.glue]
        missing = [
            name for name in names if self.databases.module_state(database, name) != "installed"
        ]
        if missing:
            self._modules(database, title, log, "-i", ",".join(missing))

    def _modules(self, database: str, title: str, log: Path, option: str, module: str) -> None:
        program = self.odoo.module_command(title, database, option, module, log=log)
        try:
            with step(title) as current:
                program.check(current, doing)
        except CommandFailed as failure:
            found = log_problems(log) or failure.tail
            text = f"{title}: {failure.reason}\n{found}\nThe whole log: {log}"
            raise InstallProblem(text) from failure


def log_problems(log: Path) -> str:
    """Return the warnings and errors in a log file of Odoo."""
    return "\n".join(problems(tail(log, 5_000_000)))
