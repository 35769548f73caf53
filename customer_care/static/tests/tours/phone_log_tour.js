import { registry } from "@web/core/registry";

const card = (customer) => `.o_kanban_record:contains(${customer})`;

let taps = 0;
const countTap = () => {
    taps += 1;
};

/** On a phone a contact is logged in three taps and one sentence, without scrolling sideways. */
registry.category("web_tour.tours").add("care_phone_log_tour", {
    url: "/odoo/my-day",
    steps: () => [
        {
            content: "The day comes as cards that fit the screen",
            trigger: card("Phoned Steel"),
            run() {
                const page = document.documentElement;
                if (page.scrollWidth > page.clientWidth) {
                    throw new Error(`${page.scrollWidth} px on a screen of ${page.clientWidth}`);
                }
                document.addEventListener("click", countTap, true);
            },
        },
        { trigger: `${card("Phoned Steel")} button[name=action_log]`, run: "click" },
        { trigger: ".modal .o_care_log [name=topics] textarea", run: "edit They want a quotation" },
        {
            content: "Nothing of the form hangs over the edge",
            trigger: ".modal .o_care_log",
            run() {
                const form = document.querySelector(".modal .o_care_log");
                if (form.scrollWidth > form.clientWidth) {
                    throw new Error(`${form.scrollWidth} px in a form of ${form.clientWidth}`);
                }
            },
        },
        { trigger: ".modal button[name=action_done]", run: "click" },
        {
            content: "It is done, the next one waits",
            trigger: `body:not(:has(.modal)) .o_kanban_view:contains(Phoned Glass):not(:contains(Phoned Steel))`,
            run() {
                document.removeEventListener("click", countTap, true);
                if (taps > 3) {
                    throw new Error(`Logging a contact took ${taps} taps`);
                }
            },
        },
    ],
});
