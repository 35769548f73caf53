from odoo.tools import SQL


def migrate(cr, version):
    """Answers know the job position and the region by which results are compared."""
    cr.execute(
        SQL(
            """
            UPDATE care_answer a SET role = c.function, region = p.region
              FROM res_partner c, care_profile p
             WHERE c.id = a.contact_id AND p.id = a.profile_id
            """
        )
    )
