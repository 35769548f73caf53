import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";

const row = ".o_data_row:contains(Carded Steel)";

/** A rep prints the card that is due today from My Day, in words of her own, and ticks it off. */
registry.category("web_tour.tours").add("care_card_tour", {
    url: "/odoo/my-day",
    steps: () => {
        let printed = 0;
        return [
            {
                content: "What is no card has nothing to print",
                trigger: ".o_data_row:contains(Called Glass):not(:has(button[name=action_print_card]))",
            },
            { trigger: `${row} button[name=action_print_card]`, run: "click" },
            {
                content: "The card names the customer",
                trigger: ".modal [name=line_ids] .o_data_row:contains(Carded Steel)",
            },
            { trigger: ".modal [name=line_ids] td[name=text]", run: "click" },
            {
                trigger: ".modal [name=line_ids] td[name=text] :is(textarea, input)",
                run: "edit Thank you for ten good years",
            },
            {
                trigger: ".modal [name=size] label:contains(A5)",
                run: "click",
            },
            {
                content: "The file is counted, not saved on disk",
                trigger: ".modal button[name=action_print].btn-primary",
                run() {
                    download._download = (options) => {
                        printed += options.data.data.includes("report_greeting_card_a5");
                    };
                },
            },
            { trigger: ".modal button[name=action_print].btn-primary", run: "click" },
            { trigger: ".modal button[name=action_done]", run: "click" },
            {
                content: "The card has left the day, the call stays",
                trigger: `body:not(:has(.modal)) .o_list_view:contains(Called Glass):not(:contains(Carded Steel))`,
                run() {
                    if (printed !== 1) {
                        throw new Error(`${printed} files of cards came`);
                    }
                },
            },
        ];
    },
});
