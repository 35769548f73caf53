import { registry } from "@web/core/registry";

/** A sales rep adds the director to the map of her customer, and closes a gap. */
registry.category("web_tour.tours").add("care_relationship_map_tour", {
    steps: () => [
        { trigger: "button[name='action_open_relationship_map']", run: "click" },
        {
            content: "the engineer stands there already",
            trigger: ".o_care_map_card:contains('Egon')",
        },
        { trigger: ".o_care_map_gap:contains('Nobody is known who decides')" },
        { trigger: ".o_care_map_add", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='contact_id'] input",
            run: "edit Dora",
        },
        { trigger: ".ui-autocomplete a:contains('Dora')", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='buying_role_ids'] input",
            run: "edit Decider",
        },
        { trigger: ".ui-autocomplete a:contains('Decider')", run: "click" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: ".o_care_map_card:contains('Dora')" },
        {
            content: "a gap leads to the person",
            trigger: ".o_care_map_gap:contains('Dora Tour decides and was never met')",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name='contact_id']:contains('Dora')" },
        { trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
