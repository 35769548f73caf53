from odoo.http import request, route

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

    def _get_lang_with_fallback(self, user_input):
        """Whoever is invited is asked in her language, even if her sheet was made before anybody
        knew it."""
        sheet = user_input.sudo()
        row = sheet.care_invitation_id
        spoken = row._spoken().sudo(False) if row and not sheet.lang_id else False
        return spoken or super()._get_lang_with_fallback(user_input)

    def _prepare_survey_data(self, survey_sudo, answer_sudo, **post):
        """Whoever asks by phone sees above the questions whom."""
        data = super()._prepare_survey_data(survey_sudo, answer_sudo, **post)
        return {**data, "care_interview": self._care_interview(answer_sudo)}

    def _care_interview(self, sheet):
        """The words above the questions, for those who run campaigns alone."""
        row, user = sheet.care_invitation_id, request.env.user
        asks = user._is_internal() and request.env["care.campaign"].has_access("write")
        if not asks or not row or row.channel == "mail":
            return False
        return row.with_context(lang=user.lang)._say_interview()

    @route()
    def survey_retry(self, survey_token, answer_token, **post):
        """Nothing tells whose anonymous sheet it is: a second one would be a second vote. Who was
        interviewed has answered."""
        sheet = self._get_access_data(survey_token, answer_token, ensure_token=True)["answer_sudo"]
        row = sheet and sheet.care_invitation_id
        was_interviewed = row and row.channel != "mail"
        if sheet and (sheet.care_campaign_id.is_anonymous or was_interviewed):
            return request.redirect(sheet.get_start_url())
        return super().survey_retry(survey_token, answer_token, **post)

    def _prepare_retry_additional_values(self, answer):
        """Whoever answers again does so in the same campaign."""
        return {
            **super()._prepare_retry_additional_values(answer),
            "care_campaign_id": answer.care_campaign_id.id,
            "care_invitation_id": answer.care_invitation_id.id,
        }
