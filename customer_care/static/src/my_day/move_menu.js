import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The Monday after today. */
export function nextMonday() {
    const day = today();
    return day.plus({ days: 8 - day.weekday });
}

/** Moves one piece of work to another day: two clicks for the usual days, a dialog for any. */
export class MoveMenu extends Component {
    static template = "customer_care.MoveMenu";
    static components = { Dropdown, DropdownItem };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get steps() {
        return [
            { label: _t("+1 day"), kwargs: { days: 1 } },
            { label: _t("+3 days"), kwargs: { days: 3 } },
            { label: _t("+1 week"), kwargs: { days: 7 } },
            { label: _t("Next Monday"), kwargs: { date: serializeDate(nextMonday()) } },
        ];
    }

    async move(kwargs) {
        const { record } = this.props;
        const action = await this.orm.call(
            record.resModel,
            "action_move",
            [[record.resId]],
            kwargs
        );
        await this.action.doAction(action);
        await record.model.load();
    }

    async choose() {
        const { record } = this.props;
        const action = await this.orm.call(record.resModel, "action_open_move", [[record.resId]]);
        return this.action.doAction(action, { onClose: () => record.model.load() });
    }
}

registry.category("view_widgets").add("care_move", {
    component: MoveMenu,
    listViewWidth: 80,
    fieldDependencies: [{ name: "is_handled_here", type: "boolean" }],
});
