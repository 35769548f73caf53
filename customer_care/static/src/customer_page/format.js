import { getCurrency } from "@web/core/currency";
import { deserializeDate, deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";

const DAY_LENGTH = "2026-01-31".length;

/** Money; from a thousand on without the small change. */
export function formatMoney(value, currencyId) {
    const digits = getCurrency(currencyId) && Math.abs(value) >= 1000 ? [16, 0] : undefined;
    return formatMonetary(value, { currencyId, digits });
}

/** A day, or a moment with its time, as the server sends them. */
export function formatMoment(value) {
    return value.length > DAY_LENGTH
        ? formatDateTime(deserializeDateTime(value), { showSeconds: false })
        : formatDate(deserializeDate(value));
}

/** A figure of a tile; a dash where nothing was counted yet. */
export function formatFigure(figure, currencyId) {
    if (figure.value === false) {
        return "—";
    }
    const formatters = {
        monetary: (value) => formatMoney(value, currencyId),
        integer: formatInteger,
        float: (value) => formatFloat(value, { digits: [16, 1], trailingZeros: false }),
        date: formatMoment,
    };
    const formatter = formatters[figure.type];
    return formatter ? formatter(figure.value) : figure.value;
}
