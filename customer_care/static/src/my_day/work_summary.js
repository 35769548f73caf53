import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const URGENCIES = ["overdue", "today", "week"];
const FILTERS = Object.fromEntries(URGENCIES.map((urgency) => [`filter_${urgency}`, urgency]));

/** The bar of the one with the most work is that long, in percent of the space. */
const FULL = 100;

/**
 * How much there is to do: overdue, today and within a week, each a filter to click on; and, where
 * the list is grouped by person, who has how much of it, against what a person has time for.
 *
 * The counts follow all filters but those three: these would only repeat the list's own count.
 */
export class WorkSummary extends Component {
    static template = "customer_care.WorkSummary";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ groups: [] });
        this.capacity = 0;
        onWillStart(() => this.load(this.props.list));
        onWillUpdateProps((nextProps) => {
            if (nextProps.list.id !== this.props.list.id) {
                return this.load(nextProps.list);
            }
        });
    }

    get searchModel() {
        return this.env.searchModel;
    }

    async load(list) {
        if (list.groupBy.includes("user_id") && !this.capacity) {
            this.capacity = await this.orm.call(list.resModel, "capacity", []);
        }
        this.state.groups = await this.orm.formattedReadGroup(
            list.resModel,
            this.domain(),
            ["urgency", "user_id"],
            ["__count"],
            { context: list.context }
        );
    }

    /** The domain of the search, but for the filters that the counts stand for. */
    domain() {
        const { query } = this.searchModel;
        const own = new Set(this.filters.map((item) => item.id));
        this.searchModel.query = query.filter((element) => !own.has(element.searchItemId));
        try {
            return this.searchModel._getDomain();
        } finally {
            this.searchModel.query = query;
        }
    }

    get filters() {
        return this.searchModel.getSearchItems((item) => item.name in FILTERS);
    }

    get counts() {
        const labels = {
            overdue: _t("overdue"),
            today: _t("today"),
            week: _t("week"),
        };
        return URGENCIES.map((urgency) => {
            const filter = this.filters.find((item) => FILTERS[item.name] === urgency);
            return {
                urgency,
                label: labels[urgency],
                count: this.count((group) => group.urgency === urgency),
                active: Boolean(filter && filter.isActive),
                toggle: () => filter && this.searchModel.toggleSearchItem(filter.id),
            };
        });
    }

    count(condition) {
        return this.state.groups
            .filter(condition)
            .reduce((sum, group) => sum + group.__count, 0);
    }

    get isByPerson() {
        return this.props.list.groupBy.includes("user_id");
    }

    /** Who has how much to do, most first. */
    get loads() {
        const people = new Map(
            this.state.groups.map(({ user_id }) => [user_id ? user_id[0] : false, user_id])
        );
        const loads = [...people].map(([id, user]) => {
            const isTheirs = (group) => (group.user_id ? group.user_id[0] : false) === id;
            return {
                id,
                name: user ? user[1] : _t("Nobody"),
                count: this.count(isTheirs),
                overdue: this.count((group) => isTheirs(group) && group.urgency === "overdue"),
            };
        });
        const most = Math.max(this.capacity, ...loads.map((load) => load.count));
        return loads
            .sort((one, other) => other.count - one.count)
            .map((load) => ({
                ...load,
                overdueWidth: (FULL * load.overdue) / most,
                restWidth: (FULL * (load.count - load.overdue)) / most,
                isTooMuch: Boolean(this.capacity) && load.count > this.capacity,
                capacity: this.capacity,
                capacityPlace: (FULL * this.capacity) / most,
                title: this.explain(load),
            }));
    }

    explain(load) {
        const values = { ...load, capacity: this.capacity };
        return this.capacity
            ? _t(
                  "%(name)s: %(count)s, of these overdue: %(overdue)s; there is time for %(capacity)s",
                  values
              )
            : _t("%(name)s: %(count)s, of these overdue: %(overdue)s", values);
    }
}
