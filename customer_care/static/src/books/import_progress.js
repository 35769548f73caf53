import { Component, onMounted, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const WORKING = ["checking", "importing"];
const WATCHING_MS = 1000;

/**
 * Carries an import on, step by step, and shows how far it is. Whoever leaves and comes back goes
 * on where it stopped.
 */
export class ImportProgress extends Component {
    static template = "customer_care.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.progress = useState({ done: 0, total: 0, isRunning: false });
        this.isGone = false;
        onMounted(() => this.run(this.props.record));
        onWillUpdateProps((next) => this.run(next.record));
        onWillUnmount(() => (this.isGone = true));
    }

    get percent() {
        return this.progress.total ? Math.round((100 * this.progress.done) / this.progress.total) : 0;
    }

    get text() {
        return _t("%(done)s of %(total)s rows.", {
            done: this.progress.done,
            total: this.progress.total,
        });
    }

    async run(record) {
        if (this.progress.isRunning || !record.resId || !WORKING.includes(record.data.state)) {
            return;
        }
        this.progress.done = record.data.done_count;
        this.progress.total = record.data.total_count;
        this.progress.isRunning = true;
        try {
            let state = record.data.state;
            while (!this.isGone && WORKING.includes(state)) {
                const step = await this.orm.silent.call("care.import", "action_step", [
                    [record.resId],
                ]);
                if (step.state === state && step.done === this.progress.done) {
                    // another window works: this one watches
                    await new Promise((resolve) => browser.setTimeout(resolve, WATCHING_MS));
                }
                ({ state } = step);
                Object.assign(this.progress, { done: step.done, total: step.total });
            }
        } finally {
            this.progress.isRunning = false;
        }
        if (!this.isGone) {
            await record.load();
        }
    }
}

registry.category("view_widgets").add("care_import_progress", {
    component: ImportProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "done_count", type: "integer" },
        { name: "total_count", type: "integer" },
    ],
});
