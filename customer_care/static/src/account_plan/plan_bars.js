import { _t } from "@web/core/l10n/translation";

import { MonthBars } from "../customer_page/month_bars";

/** The months of a plan's year: what was realised, before a wider, pale bar of what is planned. */
export class PlanBars extends MonthBars {
    get hasBefore() {
        return true;
    }

    get barName() {
        return _t("realised");
    }

    get beforeName() {
        return _t("planned");
    }

    title(month, value, before) {
        const words = { month: month.toFormat("LLL yyyy"), planned: this.format(before) };
        return value === false
            ? _t("%(month)s: planned %(planned)s", words)
            : _t("%(month)s: realised %(actual)s, planned %(planned)s", {
                  ...words,
                  actual: this.format(value),
              });
    }
}
