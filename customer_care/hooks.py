"""What happens once when the addon comes and when it goes."""

from odoo.tools import SQL

from .const import FOREIGN_INDEXES

# Models whose records are reminded of by activities.
_REMINDING = (
    "care.touchpoint",
    "care.contract",
    "care.grade.review",
    "care.dossier.grant",
    "care.dossier.incident",
    "care.file.report",
    "care.case",
    "care.measure",
    "care.campaign",
    "care.key.person",
    "care.intelligence",
    "care.intelligence.month",
    "care.value.report",
)
# Numbers that each company gets with its first customer code and its first case.
_SEQUENCES = ("care.customer.code", "care.case")


def post_init_hook(env):
    """Let the scheduled actions count the existing customers soon, in the background: a database
    with many of them should not wait for it during installation."""
    for name in (
        "cron_profile_refresh",
        "cron_calendar_generate",
        "cron_touchpoint_remind",
        "cron_contract_remind",
    ):
        env.ref(f"customer_care.{name}")._trigger()


def install_glue(env):
    """Odoo installs glue by itself with the application that it is for, but not where that was
    there before the glue."""
    glue = env["ir.module.module"].search(
        [
            ("name", "=like", r"customer\_care\_%"),
            ("auto_install", "=", True),
            ("state", "=", "uninstalled"),
        ]
    )
    there = ("installed", "to install", "to upgrade")
    glue.filtered(
        lambda module: all(
            dependency.state in there
            for dependency in module.dependencies_id
            if dependency.auto_install_required
        )
    ).button_install()


def uninstall_hook(env):
    """Take along what core would leave behind: reminders of records that are gone, our indexes on
    its tables, the sequences of companies, and the trigger that guards the log of dossiers.
    Promises, campaigns, mail and cases go first: they would hold customers and surveys that came
    with the addon."""
    env.cr.execute(SQL("DELETE FROM care_sla_excuse"))
    env.cr.execute(SQL("DELETE FROM care_sla_clock"))
    env.cr.execute(SQL("DELETE FROM care_answer"))
    env.cr.execute(SQL("UPDATE survey_user_input SET care_campaign_id = NULL"))
    env.cr.execute(SQL("DELETE FROM care_campaign"))
    env.cr.execute(SQL("DELETE FROM care_mail_triage"))
    env.cr.execute(SQL("DELETE FROM care_case"))
    for name in FOREIGN_INDEXES:
        env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(name)))
    env.cr.execute(SQL("DROP FUNCTION IF EXISTS care_dossier_access_refuse CASCADE"))
    env["ir.sequence"].search([("code", "in", _SEQUENCES)]).unlink()
    env["mail.activity"].with_context(active_test=False).search(
        [("res_model", "in", _REMINDING)]
    ).with_context(care_touchpoint_closing=True).unlink()
