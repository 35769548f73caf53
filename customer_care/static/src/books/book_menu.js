import { Component } from "@odoo/owl";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { STATIC_ACTIONS_GROUP_NUMBER } from "@web/search/action_menus/action_menus";

/** In the menu of the list of customers: everything that the filter shows, as a workbook. */
export class ExportBook extends Component {
    static template = "customer_care.ExportBook";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async onSelected() {
        const action = await this.orm.call("care.export", "action_export", [
            this.env.searchModel.domain,
        ]);
        return this.action.doAction(action);
    }
}

/** There, too: the way to bring old books in. */
export class ImportBook extends Component {
    static template = "customer_care.ImportBook";
    static components = { DropdownItem };
    static props = {};

    setup() {
        this.action = useService("action");
    }

    onSelected() {
        return this.action.doAction("customer_care.care_import_action_start");
    }
}

function isListOfCustomers(env) {
    return (
        env.searchModel?.resModel === "care.profile" &&
        ["list", "kanban"].includes(env.config.viewType)
    );
}

const cogMenu = registry.category("cogMenu");

cogMenu.add(
    "care-export-book",
    {
        Component: ExportBook,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async (env) =>
            isListOfCustomers(env) &&
            !env.model.root.selection.length &&
            (await user.hasGroup("base.group_allow_export")),
    },
    { sequence: 12 }
);
cogMenu.add(
    "care-import-book",
    {
        Component: ImportBook,
        groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
        isDisplayed: async (env) =>
            isListOfCustomers(env) &&
            ((await user.hasGroup("customer_care.group_care_steward")) ||
                (await user.hasGroup("customer_care.group_care_manager"))),
    },
    { sequence: 11 }
);
