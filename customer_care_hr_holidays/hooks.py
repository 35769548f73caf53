"""What happens once when the glue comes and when it goes."""


def post_init_hook(env):
    """Whoever is on leave now has a substitute from now on."""
    env["care.deputy"]._rebuild()


def uninstall_hook(env):
    """Without the glue nobody is absent by time off. The hourly action would end their access too,
    but it should not outlive the application by an hour: stretches that no absence entered by hand
    covers go."""
    named = (
        env["care.deputy"]
        .search([])
        .filtered(
            lambda row: (
                row.user_id.care_absent_from
                and row.user_id.care_absent_from <= row.date_from
                and (
                    not row.user_id.care_absent_until
                    or row.date_until <= row.user_id.care_absent_until
                )
            )
        )
    )
    today = env.company._care_today()
    (env["care.deputy"].search([("date_until", ">=", today)]) - named).unlink()
