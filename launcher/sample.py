"""The sample database that people look at: made once, updated, kept with their changes."""

from .cache import SAMPLE
from .environment import Tools
from .locks import LockFile
from .progress import say, step
from .workspace import DEMO_DATABASE, Workspace

FRESH = f"{DEMO_DATABASE}_new"


def demo_lock(workspace: Workspace) -> LockFile:
    """The lock that a running ``./care run`` holds on the sample database."""
    return LockFile(workspace.home / "demo.lock")


def ensure_demo(kit: Tools, *, reset: bool = False) -> None:
    """Make the sample database, or bring the existing one up to date with the addon.

    The caller holds :func:`demo_lock`.
    """
    databases = kit.databases
    if reset or not databases.exists(DEMO_DATABASE):
        sample = kit.cache.sample()
        with step("Copying the sample database"):
            databases.clone(sample, FRESH)
            facts = databases.facts(SAMPLE)
            databases.rename(FRESH, DEMO_DATABASE)
            databases.set_facts(DEMO_DATABASE, **facts)
        return
    facts = databases.facts(DEMO_DATABASE)
    current = {"addon": kit.cache.addon_key(), "template": kit.cache.template_name()}
    if facts == current:
        return
    # Another Odoo build may have changed any module; our files only the addon.
    everything = facts.get("template") != current["template"]
    say("The addon changed since the sample database was last used.")
    log = kit.workspace.log("update")
    kit.cache.update(
        DEMO_DATABASE, "Updating the sample database", log, *(["base"] if everything else [])
    )
    databases.set_facts(DEMO_DATABASE, **current)


def set_address(kit: Tools, url: str) -> None:
    """Make links and reports use the address that the sample database is served at."""
    values = {"web.base.url": url, "web.base.url.freeze": "True", "report.url": url}
    with kit.databases.connect(DEMO_DATABASE) as cursor:
        for key, value in values.items():
            cursor.execute(
                "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                (key, value),
            )
