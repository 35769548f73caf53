from odoo.addons.survey.controllers.main import Survey


class CareSurvey(Survey):
    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True
    ):
        """Whoever has the link of an invitation answers it, logged in or not: a portal user whose
        colleague passed it on, an agent who asks by phone, or somebody asked anonymously."""
        is_invited = bool(answer_token and answer_sudo.care_campaign_id)
        return super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token, check_partner and not is_invited
        )
