import { useEffect, useRef } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { FormRenderer } from "@web/views/form/form_renderer";
import { formView } from "@web/views/form/form_view";

/** The first thing to say; everything before it is known when the dialog opens. */
const NOTE = "topics";

/**
 * The dialog that logs a contact: the cursor stands in the note, also on a planned contact, and a
 * note that nobody could have written yet is no error.
 */
export class LogFormRenderer extends FormRenderer {
    setup() {
        super.setup();
        const rootRef = useRef("compiled_view_root");
        useEffect(
            (rootEl, resId) => {
                if (rootEl && !this.shouldAutoFocus) {
                    this.props.record._resetFieldValidity(NOTE);
                    rootEl.querySelector(`[name=${NOTE}] textarea`)?.focus();
                }
            },
            () => [rootRef.el, this.props.record.resId]
        );
    }

    /** Where not even the customer is known, that is the first question. */
    get shouldAutoFocus() {
        return super.shouldAutoFocus && !this.props.record.data.partner_id;
    }
}

registry.category("views").add("care_log", { ...formView, Renderer: LogFormRenderer });
