import { registry } from "@web/core/registry";

const BOOK = "Customer Name,City,Size\nInvented Fox,Bonn,Large\nInvented Hen,Kiel,Gigantic\n";

/** An information administrator brings an old book in: one row is good, one is named. */
registry.category("web_tour.tours").add("care_import_tour", {
    steps: () => [
        {
            content: "choose the file",
            trigger: ".o_field_widget[name=file] input[type=file]:not(:visible)",
            run() {
                const files = new DataTransfer();
                files.items.add(new File([BOOK], "old.csv", { type: "text/csv" }));
                this.anchor.files = files.files;
                this.anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        { trigger: ".o_field_widget[name=file] input[type=text]:value(old.csv)" },
        { trigger: "button[name=action_check]", run: "click" },
        {
            content: "the rehearsal names the bad row and why it is refused",
            trigger:
                ".o_data_row:contains(Invented Hen) td[name=reason]:contains(Size “Gigantic”: Not one of the choices)",
        },
        { trigger: ".alert-info:contains(Nothing is written yet)" },
        { trigger: "button[name=action_import]", run: "click" },
        { trigger: ".alert-warning:contains(The good rows are imported)" },
        { trigger: ".o_field_widget[name=created_count]:contains(1)" },
        { trigger: ".nav-link[name=good]", run: "click" },
        { trigger: ".o_data_row:contains(Invented Fox) td[name=state]:contains(Created)" },
    ],
});
