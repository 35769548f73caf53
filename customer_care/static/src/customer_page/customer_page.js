import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { daysAgo } from "../figures/days_ago_field";
import { Trend } from "../figures/trend_field";
import { minutesLeft, timeLeft } from "../promise/countdown_field";
import { CustomerPeople } from "./customer_people";
import { formatFigure, formatMoment, formatMoney } from "./format";
import { GradeHistory } from "./grade_history";
import { GradeWhy } from "./grade_why";
import { MonthBars } from "./month_bars";
import { Progress } from "./progress";

const CHANNEL_ICONS = {
    call: "fa-phone",
    visit: "fa-map-marker",
    meeting: "fa-users",
    mail: "fa-envelope-o",
    message: "fa-commenting-o",
    card: "fa-id-card-o",
    gift: "fa-gift",
};

const EVENTS_MORE = 40;

const { DateTime } = luxon;

/**
 * The customer on one page: grade and why, figures, people, what we owe and what happened. The form
 * around it opens without waiting: the page asks the server by itself, once. It works on forms of
 * res.partner and of care.profile.
 */
export class CustomerPage extends Component {
    static template = "customer_care.CustomerPage";
    static components = { CustomerPeople, GradeHistory, GradeWhy, MonthBars, Progress, Trend };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ page: undefined, events: [], hasMore: false, kind: false });
        this.formatMoment = formatMoment;
        onWillStart(() => {
            this.load(this.props.record); // not awaited: the form must not wait
        });
        onWillUpdateProps((nextProps) => {
            if (nextProps.record.resId !== this.props.record.resId) {
                this.state.page = undefined;
                this.load(nextProps.record);
            }
        });
    }

    // === DATA === //

    /** The id of the partner whose page this is; false on a form that is not saved yet. */
    partnerId(record) {
        if (record.resModel === "res.partner") {
            return record.resId;
        }
        return record.data.partner_id && record.data.partner_id.id;
    }

    async load(record) {
        const partnerId = this.partnerId(record);
        const page = partnerId
            ? await this.keepLast.add(
                  this.orm.call("care.profile", "get_customer_page", [partnerId])
              )
            : false;
        this.state.page = page;
        this.state.kind = false;
        this.showEvents(page || {});
    }

    reload() {
        return this.load(this.props.record);
    }

    showEvents({ timeline = [], has_more = false }) {
        this.state.events = timeline;
        this.state.hasMore = has_more;
    }

    /** The events of a kind, false for all; as many as are shown now and ``more`` older ones. */
    async loadEvents(kind, more = 0) {
        const limit = Math.max(this.state.events.length, this.state.page.timeline.length) + more;
        const answer = await this.keepLast.add(
            this.orm.call("care.profile", "get_customer_timeline", [this.profile.partner_id[0]], {
                kind,
                limit: Math.max(limit, 1),
            })
        );
        this.state.kind = kind;
        this.showEvents(answer || {});
    }

    olderEvents() {
        return this.loadEvents(this.state.kind, EVENTS_MORE);
    }

    // === WHAT IS SHOWN === //

    get isOnPartner() {
        return this.props.record.resModel === "res.partner";
    }

    get profile() {
        return this.state.page.profile;
    }

    get head() {
        return this.state.page.head;
    }

    get outlook() {
        return this.state.page.outlook || {};
    }

    get gradeClass() {
        return `o_badge_color_${this.profile.grade_color || 0}`;
    }

    get gradeName() {
        const { code, name } = this.head.grade;
        return code === name ? "" : name;
    }

    get gradeSince() {
        return _t("since %s", formatMoment(this.profile.grade_since));
    }

    get reviewText() {
        return _t("next review %s", formatMoment(this.outlook.next_review_date));
    }

    get notes() {
        return this.outlook.notes || [];
    }

    get notesIcon() {
        return this.outlook.failing_since ? "fa-exclamation-triangle" : "fa-lock";
    }

    /** When the next contact is, and whether its day has come. */
    get nextContact() {
        const next = this.head.next_contact;
        if (!next) {
            return false;
        }
        const state = next.late ? _t("overdue") : next.due ? _t("due") : "";
        const color = next.late ? "text-danger" : next.due ? "text-warning-emphasis" : "";
        return { ...next, state, color: color && `${color} fw-bold` };
    }

    /** What the file lacks. */
    get missing() {
        return this.state.page.missing || [];
    }

    get hiddenText() {
        return _t("%s more that colleagues look after", this.state.page.group.hidden_count);
    }

    get moreGaps() {
        return _t("%s more in the relationship map", this.head.relations.more);
    }

    channelIcon(row) {
        return row.icon || CHANNEL_ICONS[row.channel] || "fa-flag-o";
    }

    /** When a row is due: what a clock counts in words, else the day. */
    dueText(row) {
        if (row.is_paused) {
            return _t("paused");
        }
        return row.deadline
            ? timeLeft(minutesLeft(deserializeDateTime(row.deadline), DateTime.now()))
            : formatMoment(row.date);
    }

    kindIcon(event) {
        const kind = this.state.page.kinds.find((row) => row.kind === event.kind);
        return (kind && kind.icon) || "fa-circle-o";
    }

    isOpenable(figure) {
        return this.state.page.openable.includes(figure.name) && figure.value !== false;
    }

    /** The figures below the first one; what is unknown takes no line. */
    otherFigures(tile) {
        return tile.figures.slice(1).filter((figure) => figure.value !== false);
    }

    format(figure) {
        return formatFigure(figure, this.state.page.currency_id);
    }

    money(value, currencyId = this.state.page.currency_id) {
        return formatMoney(value, currencyId);
    }

    daysAgo(value) {
        return daysAgo(deserializeDate(value));
    }

    // === ACTIONS === //

    openRecord(row) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: row.res_model,
                res_id: row.res_id,
                views: [[false, "form"]],
            },
            { onClose: () => this.reload() }
        );
    }

    openPartner(id) {
        return this.openRecord({ res_model: "res.partner", res_id: id });
    }

    /** The map that shows the gaps in our relations to the customer. */
    async openRelations() {
        const action = await this.orm.call("care.profile", "action_open_relationship_map", [
            [this.profile.id],
        ]);
        return this.action.doAction(action);
    }

    /** The records that a figure was counted from. */
    async openFigure(figure) {
        const action = await this.orm.call("care.profile", "action_open_figure", [
            [this.profile.id],
            figure.name,
        ]);
        return action && this.action.doAction(action);
    }

    /** Open the place where something that the file lacks is filled in. */
    async fillMissing(part) {
        const action = await this.orm.call("care.profile", "action_fill_missing", [
            [this.profile.id],
            part.id,
        ]);
        return this.action.doAction(action, { onClose: () => this.reload() });
    }

    /** Log a contact with this customer, or one of its people, that just took place. */
    logContact(person = false) {
        return this.action.doAction("customer_care.care_touchpoint_action_log", {
            additionalContext: {
                default_partner_id: this.profile.partner_id[0],
                default_contact_id: person && person.id,
            },
            onClose: () => this.reload(),
        });
    }

    /** Take down what the customer asks or complains about. */
    async newCase() {
        const action = await this.orm.call("care.profile", "action_new_case", [
            this.profile.partner_id[0],
        ]);
        return this.action.doAction(action, { onClose: () => this.reload() });
    }

    /** Ask one of the customer's people the questions of a survey. */
    async interview() {
        const action = await this.orm.call("care.profile", "action_interview", [
            this.profile.partner_id[0],
        ]);
        return this.action.doAction(action, { onClose: () => this.reload() });
    }

    /** Propose another grade; a manager's is applied at once. */
    changeGrade() {
        return this.action.doAction("customer_care.care_grade_propose_action", {
            additionalContext: { default_profile_ids: [this.profile.id] },
            onClose: () => this.reload(),
        });
    }

    /** Let reviews propose another grade again. */
    async unlockGrade() {
        await this.orm.call("care.profile", "action_unlock_grade", [[this.profile.id]]);
        return this.reload();
    }

    async openFile() {
        const action = await this.orm.call("res.partner", "action_care_open", [
            this.partnerId(this.props.record),
        ]);
        return this.action.doAction(action);
    }
}

registry.category("view_widgets").add("care_customer_page", {
    component: CustomerPage,
    fieldDependencies: [],
});
