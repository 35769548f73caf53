import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** The customer's forms: refuse files that are too large before they are sent, and send once. */
export class CareForm extends Interaction {
    static selector = ".o_care_portal form[data-max-total]";
    dynamicContent = {
        "input[type=file]": { "t-on-change": this.checkFiles },
        _root: { "t-on-submit": this.sendOnce },
    };

    checkFiles(ev) {
        const { maxFile, maxTotal, tooLarge } = this.el.dataset;
        const sizes = [...ev.target.files].map((file) => file.size);
        const total = sizes.reduce((sum, size) => sum + size, 0);
        const isTooLarge = total > Number(maxTotal) || sizes.some((size) => size > Number(maxFile));
        ev.target.setCustomValidity(isTooLarge ? tooLarge : "");
        ev.target.reportValidity();
    }

    sendOnce(ev) {
        if (this.isSent) {
            ev.preventDefault();
        }
        this.isSent = true;
        // who comes back by the browser's button finds the form ready again
        window.addEventListener("pageshow", () => (this.isSent = false), { once: true });
    }
}

registry.category("public.interactions").add("customer_care.care_form", CareForm);
