"""The sample database that people look at: made once, updated, kept with their changes."""

from .cache import SAMPLE
from .environment import Tools
from .locks import LockFile
from .progress import say, step
from .workspace import Workspace


def demo_lock(workspace: Workspace) -> LockFile:
    """The lock that a running ``./care run`` holds on the sample database."""
    return LockFile(workspace.home / f"{workspace.demo_database}.lock")


def ensure_demo(kit: Tools, *, reset: bool = False) -> None:
    """Make the sample database, or bring the existing one up to date with the addon.

    The caller holds :func:`demo_lock`.
    """
    databases, demo = kit.databases, kit.workspace.demo_database
    if reset or not databases.exists(demo):
        sample = kit.cache.sample()
        with step("Copying the sample database"):
            databases.clone(sample, f"{demo}_new")
            facts = databases.facts(SAMPLE)
            databases.rename(f"{demo}_new", demo)
            databases.set_facts(demo, **facts)
        return
    facts = databases.facts(demo)
    current = {"addon": kit.cache.addon_key(), "template": kit.cache.template_name()}
    if facts == current:
        return
    # Another Odoo build may have changed any module; our files only the addon.
    everything = facts.get("template") != current["template"]
    say("The addon changed since the sample database was last used.")
    log = kit.workspace.log("update")
    kit.cache.update(demo, "Updating the sample database", log, *(["base"] if everything else []))
    kit.cache.add_glue(demo, "Adding to the sample database", kit.workspace.log("update-glue"))
    databases.set_facts(demo, **current)


def set_address(kit: Tools, url: str) -> None:
    """Make links and reports use the address that the sample database is served at."""
    values = {"web.base.url": url, "web.base.url.freeze": "True", "report.url": url}
    with kit.databases.connect(kit.workspace.demo_database) as cursor:
        for key, value in values.items():
            cursor.execute(
                "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                (key, value),
            )
