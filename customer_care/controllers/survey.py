from odoo.http import request

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

    def survey_retry(self, survey_token, answer_token, **post):
        """Nothing tells whose anonymous sheet it is: a second one would be a second vote."""
        sheet = self._get_access_data(survey_token, answer_token, ensure_token=True)["answer_sudo"]
        if sheet and sheet.care_campaign_id.is_anonymous:
            return request.redirect(sheet.get_start_url())
        return super().survey_retry(survey_token, answer_token, **post)

    def _prepare_retry_additional_values(self, answer):
        """Whoever answers again does so in the same campaign."""
        return {
            **super()._prepare_retry_additional_values(answer),
            "care_campaign_id": answer.care_campaign_id.id,
            "care_invitation_id": answer.care_invitation_id.id,
        }
