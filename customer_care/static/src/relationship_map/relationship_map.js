import { Component, markup, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const ZOOMS = [0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.6];
const LEVEL_CLASSES = {
    positive: "text-bg-success",
    neutral: "text-bg-secondary",
    negative: "text-bg-danger",
    none: "text-bg-light",
};

/**
 * Who decides at a customer, how they stand to us, who of ours knows them, and what is missing. The
 * server draws the map, so that the print is the same picture; a click on a card edits it.
 */
export class RelationshipMap extends Component {
    static template = "customer_care.RelationshipMap";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.frame = useRef("frame");
        this.display = { controlPanel: {} };
        this.levelClasses = LEVEL_CLASSES;
        this.state = useState({ map: false, zoom: false });
        onWillStart(() => this.load());
    }

    async load() {
        const { active_id: id, care_map_of_person: ofPerson } = this.props.action.context;
        this.state.map = id
            ? await this.orm.call("care.profile", "get_relationship_map", [id, Boolean(ofPerson)])
            : false;
        if (this.state.map) {
            this.env.config.setDisplayName(_t("Relationship map of %s", this.state.map.name));
        }
    }

    get drawing() {
        return markup(this.state.map.svg);
    }

    // === ZOOM === //

    /** Chosen by hand, else the whole width in the frame, never smaller than can be read. */
    get zoom() {
        const fits = Math.max(window.innerWidth - 380, 320) / this.state.map.width;
        return this.state.zoom || Math.min(1, Math.max(ZOOMS[0], fits));
    }

    get size() {
        const { width, height } = this.state.map;
        return `width: ${Math.round(width * this.zoom)}px; height: ${Math.round(
            height * this.zoom
        )}px;`;
    }

    get zoomText() {
        return `${Math.round(this.zoom * 100)} %`;
    }

    zoomIn() {
        this.state.zoom = ZOOMS.find((step) => step > this.zoom + 0.01) || ZOOMS.at(-1);
    }

    zoomOut() {
        this.state.zoom = ZOOMS.findLast((step) => step < this.zoom - 0.01) || ZOOMS[0];
    }

    // === WORK === //

    onCardClick(ev) {
        const card = ev.target.closest("[data-id]");
        if (card) {
            this.edit(Number(card.dataset.id));
        }
    }

    onCardKey(ev) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.onCardClick(ev);
        }
    }

    openGap(gap) {
        if (gap.ids.length === 1) {
            return this.edit(gap.ids[0]);
        }
        return this.action.doAction("customer_care.care_key_person_action", {
            additionalContext: {
                search_default_filter_there: 0,
                search_default_partner_id: this.state.map.partner_id,
            },
        });
    }

    add() {
        this.openForm(false, _t("New Key Person"));
    }

    edit(resId) {
        this.openForm(resId, _t("Key Person"));
    }

    openForm(resId, title) {
        this.dialog.add(
            FormViewDialog,
            {
                resModel: "care.key.person",
                resId,
                title,
                context: {
                    default_profile_id: this.state.map.profile_id,
                    care_map_customer: this.state.map.partner_id,
                },
            },
            { onClose: () => this.load() }
        );
    }

    print() {
        return this.action.doAction("customer_care.report_relationship_map_action", {
            additionalContext: { active_ids: [this.state.map.profile_id] },
        });
    }
}

registry.category("actions").add("care_relationship_map", RelationshipMap);
