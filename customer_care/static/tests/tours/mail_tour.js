import { registry } from "@web/core/registry";

/** An agent says whose a mail is, and puts a machine's mail away. */
registry.category("web_tour.tours").add("care_mail_sort_tour", {
    steps: () => [
        {
            content: "The number of mails stands beside the menu",
            trigger: ".o_care_mail_counter .badge",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Away until Monday) button[name=action_nothing]",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Away until Monday)))",
        },
        {
            trigger: ".o_data_row:contains(Which pump) button[name=action_sort]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: "edit Invented Harbour Works",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Invented Harbour Works)",
            run: "click",
        },
        { trigger: ".modal button[name=action_sort]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "The case opens, with its customer",
            trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Invented Harbour Works), .o_form_view .o_field_widget[name=partner_id] input:value(Invented Harbour Works)",
        },
    ],
});

/** An account manager makes a complaint of what a customer wrote, and finds the way from one to the
 * other. */
registry.category("web_tour.tours").add("care_message_case_tour", {
    steps: () => [
        {
            trigger: ".o-mail-Message:contains(The pump leaks)",
            run: "hover && click .o-mail-Message:contains(The pump leaks) button[title='Expand']",
        },
        {
            content: "The menu says it in words",
            trigger: ".o-dropdown-item:contains(Make a case of this)",
            run: "click",
        },
        { trigger: ".modal .o_radio_input[data-value=complaint]", run: "click" },
        { trigger: ".modal button[name=action_make]", run: "click" },
        {
            content: "The case says where it comes from; the link leads there",
            trigger:
                ".o-mail-Message:contains(Made of a message on) a:contains(Invented Harbour Works)",
            run: "click",
        },
        {
            content: "Where the message stands, the case is named",
            trigger: ".o-mail-Message:contains(A case was made of a message) a:contains(C-)",
        },
    ],
});
