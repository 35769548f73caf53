import { registry } from "@web/core/registry";

const OPEN_DOSSIER = {
    content: "The button is on the contact, for everybody the same",
    trigger: "button[name=action_care_dossier]",
    run: "click",
};

/** The owner opens the dossier by one click, adds something and prints nothing. */
registry.category("web_tour.tours").add("care_dossier_owner_tour", {
    steps: () => [
        OPEN_DOSSIER,
        { trigger: ".o_form_view .alert:contains(every opening)" },
        {
            trigger: ".o_field_widget[name=family] textarea:value(Two daughters in Lyon)",
        },
        {
            trigger: ".o_field_widget[name=hobbies] textarea",
            run: "edit Chamber music",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

/** A colleague is asked what for. */
registry.category("web_tour.tours").add("care_dossier_ask_tour", {
    steps: () => [
        OPEN_DOSSIER,
        {
            trigger: ".modal .o_field_widget[name=purpose] textarea",
            run: "edit Dinner at the fair",
        },
        { trigger: ".modal button[name=action_request]", run: "click" },
        { trigger: ".o_notification:contains(manager is asked)" },
        { trigger: "body:not(:has(.modal))" },
    ],
});

/** The owner's manager grants the card. */
registry.category("web_tour.tours").add("care_dossier_grant_tour", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Dinner at the fair) button[name=action_grant]",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Dinner at the fair) .o_field_badge:contains(Granted)" },
    ],
});

/** The borrower reads, and reads only. */
registry.category("web_tour.tours").add("care_dossier_borrower_tour", {
    steps: () => [
        OPEN_DOSSIER,
        { trigger: ".o_form_readonly .o_field_widget[name=family]:contains(Two daughters in Lyon)" },
        { trigger: ".o_form_readonly:not(:has(textarea))" },
    ],
});
