import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { WorkSummary } from "./work_summary";

export class MyDayListRenderer extends ListRenderer {
    static template = "customer_care.MyDayListRenderer";
    static components = { ...ListRenderer.components, WorkSummary };
}

export class MyDayKanbanRenderer extends KanbanRenderer {
    static template = "customer_care.MyDayKanbanRenderer";
    static components = { ...KanbanRenderer.components, WorkSummary };
}

registry.category("views").add("care_my_day", { ...listView, Renderer: MyDayListRenderer });
registry
    .category("views")
    .add("care_my_day_kanban", { ...kanbanView, Renderer: MyDayKanbanRenderer });
