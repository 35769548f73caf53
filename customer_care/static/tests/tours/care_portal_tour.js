import { registry } from "@web/core/registry";

/** A customer on a phone: she reads how it stands, says that it is solved, and rates. */
registry.category("web_tour.tours").add("care_portal_customer_tour", {
    steps: () => [
        { trigger: ".o_care_steps .o_care_step_done" },
        { trigger: ".o_care_solution:contains(A new coating)" },
        { trigger: "textarea[name=message]", run: "edit Thank you" },
        {
            trigger: ".o_care_write button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success" },
        { trigger: ".o_care_said_customer:contains(Thank you)" },
        { trigger: ".o_care_score label:eq(4) .o_care_smiley", run: "click" },
        { trigger: "textarea[name=comment]", run: "edit Friendly people" },
        {
            trigger: ".o_care_answer button.btn-success",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".alert-success" },
        { trigger: "label[for=care_message]" },
    ],
});
