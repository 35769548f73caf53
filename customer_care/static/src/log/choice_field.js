import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    // channels
    call: "fa-phone",
    visit: "fa-map-marker",
    meeting: "fa-users",
    mail: "fa-envelope-o",
    message: "fa-commenting-o",
    card: "fa-pencil-square-o",
    gift: "fa-gift",
    // moods
    good: "fa-smile-o",
    neutral: "fa-meh-o",
    bad: "fa-frown-o",
};

let nextId = 0;

/**
 * A selection as one row of buttons with icons, one click instead of two. Where it can't be changed
 * it is the icon of the value alone. On a small screen the icons speak for themselves.
 */
export class ChoiceField extends Component {
    static template = "customer_care.ChoiceField";
    static props = {
        ...standardFieldProps,
        required: { type: Boolean, optional: true },
        label: { type: String, optional: true },
    };

    setup() {
        this.id = `care_choice_${nextId++}`;
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get choices() {
        return this.props.record.fields[this.props.name].selection
            .filter(([value]) => value)
            .map(([value, label]) => ({
                value,
                label,
                icon: ICONS[value] || "fa-circle-o",
                checked: value === this.value,
            }));
    }

    get chosen() {
        return this.choices.find((choice) => choice.checked);
    }

    choose(value) {
        return this.props.record.update({ [this.props.name]: value });
    }

    /** What need not be answered can be taken back by a second click. */
    takeBack(choice) {
        if (choice.checked && !this.props.required) {
            return this.choose(false);
        }
    }
}

registry.category("fields").add("care_choice", {
    component: ChoiceField,
    supportedTypes: ["selection"],
    isEmpty: (record, fieldName) => !record.data[fieldName],
    extractProps: ({ string }, dynamicInfo) => ({
        label: string,
        required: dynamicInfo.required,
    }),
});
