import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CountdownField, timeLeft } from "../promise/countdown_field";

/** How much time the promise of a case has that runs out first. */
export class CaseCountdownField extends CountdownField {
    get text() {
        if (!this.deadline) {
            return "";
        }
        return this.data.waiting_reason ? _t("paused") : timeLeft(this.minutes);
    }

    get isLate() {
        return Boolean(this.deadline) && !this.data.waiting_reason && this.minutes < 0;
    }

    get classes() {
        if (this.isLate) {
            return "text-danger fw-bold";
        }
        return this.data.is_near ? "text-warning fw-bold" : "text-muted";
    }

    get title() {
        return this.deadline ? super.title : "";
    }
}

registry.category("fields").add("care_case_countdown", {
    component: CaseCountdownField,
    supportedTypes: ["datetime"],
    fieldDependencies: [
        { name: "waiting_reason", type: "char" },
        { name: "is_near", type: "boolean" },
    ],
});
