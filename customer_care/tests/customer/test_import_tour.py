from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestImportTour(HttpCase):
    """An old book is brought in in a real browser."""

    def test_steward_sees_what_is_wrong_and_imports_the_rest(self):
        steward = new_test_user(
            self.env,
            login="care_import_steward",
            groups="customer_care.group_care_steward",
        )
        self.start_tour("/odoo/care-import", "care_import_tour", login=steward.login)
        made = self.env["res.partner"].search([("name", "=like", "Invented %")])
        self.assertIn("Invented Fox", made.mapped("name"))
        self.assertNotIn("Invented Hen", made.mapped("name"))
        self.assertEqual(self.env["care.import"].search([], order="id desc", limit=1).state, "done")
