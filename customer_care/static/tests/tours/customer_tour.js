import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** A sales rep opens her customers, reads why one has its grade, and logs a contact. */
registry.category("web_tour.tours").add("care_rep_customer_tour", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("customer_care.customer_care_menu_root"),
        { trigger: "[data-menu-xmlid='customer_care.care_profile_menu']", run: "click" },
        {
            content: "The list shows the grade as a badge",
            trigger: ".o_data_row:contains(Invented Steel) .o_field_badge:contains(A)",
        },
        {
            content: "and the course of the turnover as bars",
            trigger: ".o_data_row:contains(Invented Steel) svg.o_care_spark_line rect",
        },
        {
            content: "Colleagues' customers are not there",
            trigger: ".o_list_view:not(:contains(Invented Rival))",
        },
        { trigger: ".o_data_row:contains(Invented Steel) td[name=partner_id]", run: "click" },
        { trigger: ".o_care_why:contains(Why A?) .o_care_criterion:contains(500,000)" },
        { trigger: ".o_care_tile_trade:contains(600,000)" },
        {
            content: "the grade over time, in words beside the drawing",
            trigger: ".o_care_history .o_care_step:contains(A)",
        },
        { trigger: ".o_care_people .o_care_person:contains(Invented Buyer)" },
        { trigger: ".o_care_event:contains(Order)" },
        {
            content: "One kind of events alone",
            trigger: ".o_care_timeline [role=group] button:contains(Grades)",
            run: "click",
        },
        { trigger: ".o_care_timeline:not(:contains(Order S)) .o_care_event:contains(Grade A)" },
        {
            trigger: ".o_care_timeline [role=group] button:contains(All)",
            run: "click",
        },
        {
            content: "Log a contact",
            trigger: ".o_care_customer_page button:contains(Log a contact)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=topics] textarea",
            run: "edit Wants a quotation",
        },
        { trigger: ".modal .o_care_more summary", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Asked about the new line",
        },
        { trigger: ".modal button[name=action_done]", run: "click" },
        { trigger: ".o_care_event:contains(Asked about the new line)" },
        {
            content: "and the contact itself shows the same page",
            trigger: "button[name=action_open_partner]",
            run: "click",
        },
        { trigger: ".nav-link[name=customer_care]", run: "click" },
        { trigger: ".o_care_customer_page .o_care_grade:contains(A)" },
    ],
});

/** A manager finds the customers of a grade in Contacts and changes a grade. */
registry.category("web_tour.tours").add("care_manager_grade_tour", {
    url: "/odoo/care-grade-changes",
    steps: () => [
        {
            trigger: ".o_data_row:contains(Invented Steel) button[name=action_approve]",
            run: "click",
        },
        { trigger: ".o_list_view:not(:contains(Invented Steel))" },
        { trigger: "[data-menu-xmlid='customer_care.care_profile_menu']", run: "click" },
        { trigger: ".o_data_row:contains(Invented Steel) .o_field_badge:contains(B)" },
    ],
});

/** A manager decides a review: adjusts one, rejects one with a reason, approves the rest. */
registry.category("web_tour.tours").add("care_review_tour", {
    url: "/odoo/care-grade-reviews",
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: "button[name=action_propose]", run: "click" },
        {
            content: "The picture shows how many move",
            trigger: ".o_care_grade_flow:contains(C → A) .o_care_grade_flow_count:contains(3)",
        },
        {
            content: "and each line the figures against the thresholds",
            trigger:
                ".o_data_row:contains(Invented Dye) .o_care_grade_evidence:contains(600,000 ≥) .fa-check",
        },
        {
            trigger: ".o_data_row:contains(Invented Dye) button[name=action_adjust]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=grade_id] input", run: "edit B" },
        { trigger: ".ui-autocomplete a:contains(/^B$/)", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Small for years" },
        { trigger: ".modal button[name=action_adjust]", run: "click" },
        {
            trigger: ".o_data_row:contains(Invented Dye):contains(Applied):contains(Small for years)",
        },
        {
            trigger: ".o_data_row:contains(Invented Mill) button[name=action_reject]",
            run: "click",
        },
        {
            content: "There is no rejecting without a reason",
            trigger: ".modal button[name=action_reject]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=reason].o_field_invalid" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit One large order" },
        { trigger: ".modal button[name=action_reject]", run: "click" },
        {
            trigger: ".o_data_row:contains(Invented Mill):contains(Rejected):contains(One large order)",
        },
        { trigger: ".o_form_statusbar button[name=action_approve]", run: "click" },
        { trigger: ".modal .btn-primary:contains(Ok)", run: "click" },
        { trigger: ".o_data_row:contains(Invented Foundry):contains(Applied)" },
        { trigger: ".o_arrow_button_current:contains(Done)" },
    ],
});
