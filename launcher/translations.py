"""``./care pot``: the template of translatable terms follows the code, the Chinese one is complete.

The terms are exported from a database with demo data, as Odoo's own templates are.
"""

import os
import re
from pathlib import Path

from .environment import Tools, prepare, tools
from .process import Program
from .progress import say, step
from .stamps import remove
from .workspace import Workspace

LANGUAGE = "zh_CN"
LINE_LENGTH = 78  # as Odoo exports, and the linter wants
DATES = re.compile(r'^"(POT-Creation-Date|PO-Revision-Date):.*\n', re.MULTILINE)


def pot_command(workspace: Workspace, arguments: list[str]) -> int:
    """Bring the template up to date and check the translation; return 1 on any finding."""
    prepare(workspace, arguments)
    with tools(workspace) as kit:
        findings = translation_findings(kit, kit.cache.quick())
    for finding in findings:
        say(f"  {finding}")
    print("pot: up to date" if not findings else f"pot: {len(findings)} findings", flush=True)
    return 1 if findings else 0


def translation_findings(kit: Tools, source: str) -> list[str]:
    """Export the terms of each addon, rewrite a stale template, list what lacks a translation."""
    with kit.databases.throwaway(source, "pot") as database:
        found = [_addon_findings(kit, database, folder) for folder in kit.workspace.own_addons]
    return [finding for findings in found for finding in findings]


def _addon_findings(kit: Tools, database: str, addon: Path) -> list[str]:
    template = addon / "i18n" / f"{addon.name}.pot"
    exported = _export(kit, database, addon.name)
    old = template.read_text(encoding="utf-8") if template.exists() else ""
    findings = []
    if normalized(old) != normalized(exported):
        template.parent.mkdir(exist_ok=True)
        template.write_text(exported, encoding="utf-8")
        findings.append(f"{template.name} was out of date; it is rewritten now: commit it")
    translation = template.with_name(f"{LANGUAGE}.po")
    if translation.exists() and follow(template, translation):
        findings.append(
            f"{addon.name}/i18n/{translation.name} was out of step; it is rewritten now: commit it"
        )
    return findings + untranslated(template, translation)


def _export(kit: Tools, database: str, module: str) -> str:
    output = kit.workspace.home / f"export-{os.getpid()}.pot"
    odoo, log = kit.odoo, kit.workspace.log("pot")
    words = ["-m", "odoo", "i18n", "export", "-c", odoo.config, "-d", database]
    words += [module, "-l", "pot", "-o", output]
    try:
        with step(f"Exporting the translatable terms of {module}") as current:
            Program(
                "odoo i18n export",
                [kit.workspace.python, *words],
                log,
                odoo.environment,
                kit.workspace.home,
                timeout=600,
            ).check(current, lambda line: None)
        return output.read_text(encoding="utf-8")
    finally:
        remove(output)


def normalized(text: str) -> str:
    """Return a template without the lines that change with every export."""
    return DATES.sub("", text)


def follow(template: Path, translation: Path) -> bool:
    """Give the translation the entries of the template; return whether it had to be rewritten.

    Odoo loads a term where its entry says that it stands: an entry without the newest place is a
    term that stays untranslated there. Entries may be added anywhere; they are sorted here. What
    the template does not have any more is dropped.
    """
    import polib  # only there in the virtual environment

    old = translation.read_text(encoding="utf-8")
    catalogue = polib.pofile(old, wrapwidth=LINE_LENGTH)
    known = {
        (entry.msgctxt, entry.msgid): entry
        for entry in catalogue
        if not entry.obsolete and entry.msgstr.strip()
    }
    catalogue[:] = []
    for entry in sorted(polib.pofile(str(template)), key=lambda entry: entry.msgid):
        if found := known.get((entry.msgctxt, entry.msgid)):
            entry.msgstr, entry.flags = found.msgstr, found.flags
        catalogue.append(entry)
    new = str(catalogue)
    if not new.endswith("\n"):
        new += "\n"
    if new == old:
        return False
    translation.write_text(new, encoding="utf-8")
    return True


def untranslated(template: Path, translation: Path) -> list[str]:
    """List the terms of the template that the translation lacks, leaves empty or marks fuzzy."""
    import polib  # only there in the virtual environment

    if not translation.exists():
        return [f"{translation.name} is missing"]
    known = {
        (entry.msgctxt, entry.msgid): entry
        for entry in polib.pofile(str(translation))
        if not entry.obsolete
    }
    findings = []
    for entry in polib.pofile(str(template)):
        found = known.get((entry.msgctxt, entry.msgid))
        if found is None or not found.msgstr.strip() or "fuzzy" in found.flags:
            where = entry.occurrences[0][0] if entry.occurrences else ""
            findings.append(f"{translation.name} does not translate {entry.msgid!r} ({where})")
    return findings
