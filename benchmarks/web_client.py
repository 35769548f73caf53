"""Odoo's web client without a browser: a session, calls over HTTP, and the views they follow."""

import ast
import time
from functools import cached_property

import requests
import view_fields
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools.safe_eval import safe_eval

PATIENCE = 600  # seconds for one answer
COUNT_LIMIT = 10_001  # the web client counts no further
ROWS = {"list": 80, "kanban": 40}


class Refused(Exception):
    """The server answered with an error."""


class Client:
    """One person who is logged in."""

    def __init__(self, url, database, login, password):
        self.url, self.http = url, requests.Session()
        who = {"db": database, "login": login, "password": password}
        answer = self.post("/web/session/authenticate", who)
        self.uid = answer["uid"]
        company = answer["user_companies"]["current_company"]
        self.context = {**answer["user_context"], "allowed_company_ids": [company]}

    def post(self, path, params):
        """Call a JSON-RPC route.

        :raise Refused: with what the server says
        """
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = self.http.post(f"{self.url}{path}", json=body, timeout=PATIENCE).json()
        if "error" in answer:
            data = answer["error"].get("data", {})
            raise Refused(data.get("debug") or data.get("message") or str(answer["error"]))
        return answer["result"]

    def call(self, model, method, *args, context=None, **kwargs):
        """Call a method of a model, as its screen does."""
        kwargs["context"] = {**self.context, **(context or {})}
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", params)

    def download(self, path):
        """The bytes of a page or a file."""
        answer = self.http.get(f"{self.url}{path}", timeout=PATIENCE)
        if answer.status_code != 200:
            raise Refused(f"{path}: {answer.status_code}")
        return answer.content


class Action:
    """A menu of the application, opened: its views, and the search that it starts with."""

    def __init__(self, client, xmlid, *kinds):
        self.client = client
        action = client.post("/web/action/load", {"action_id": xmlid})
        self.model = action["res_model"]
        self.defaults = action["context"]
        if isinstance(self.defaults, str):
            self.defaults = ast.literal_eval(self.defaults)
        self.base_domain = self.evaluate(action["domain"] or "[]")
        there = {kind: view for view, kind in action["views"]}
        views = [[there.get(kind, False), kind] for kind in kinds]
        views.append([(action["search_view_id"] or [False])[0], "search"])
        answer = client.call(self.model, "get_views", views=views, options={})
        self.views = {
            kind: view_fields.parse(view["arch"]) for kind, view in answer["views"].items()
        }
        self.fields = {name: model["fields"] for name, model in answer["models"].items()}

    def evaluate(self, domain, word=None):
        """A domain that stands in a view or an action; ``word`` is what was typed."""
        if isinstance(domain, list):
            return domain
        return safe_eval(domain, {"uid": self.client.uid, "self": word})

    # === WHAT THE SEARCH BAR HOLDS === #

    @cached_property
    def domain(self):
        """What the action and its first filters leave."""
        domain = list(self.base_domain)
        for item in self._first_filters():
            if item.get("domain"):
                domain += self.evaluate(item.get("domain"))
            elif item.get("date"):
                month = fields.Date.today().replace(day=1)
                after = month + relativedelta(months=1)
                domain += [
                    (item.get("date"), ">=", str(month)),
                    (item.get("date"), "<", str(after)),
                ]
        return domain

    @cached_property
    def groups(self):
        """What the action is grouped by at first."""
        contexts = (ast.literal_eval(item.get("context") or "{}") for item in self._first_filters())
        return [context["group_by"] for context in contexts if "group_by" in context]

    def _first_filters(self):
        named = {item.get("name"): item for item in self.views["search"].iter("filter")}
        start = "search_default_"
        chosen = (key.removeprefix(start) for key, on in self.defaults.items() if on)
        return [named[name] for name in chosen if name in named]

    def typed(self, name, word):
        """The domain of a word that is typed into the search bar, for one of its fields."""
        node = next(n for n in self.views["search"].iter("field") if n.get("name") == name)
        if node.get("filter_domain"):
            return self.evaluate(node.get("filter_domain"), word)
        return [(name, node.get("operator", "ilike"), word)]

    # === WHAT IS ASKED === #

    def spec(self, kind):
        """The fields of one of the views."""
        spec = view_fields.specification(self.views[kind], self.model, self.fields)
        return {**spec, "display_name": {}} if kind == "form" else spec

    def rows(self, kind, domain=None):
        """The first page of a list or of cards."""
        view = self.views[kind]
        return self.client.call(
            self.model,
            "web_search_read",
            specification=self.spec(kind),
            domain=self.domain if domain is None else domain,
            offset=0,
            order=view.get("default_order", ""),
            limit=int(view.get("limit", ROWS[kind])),
            count_limit=COUNT_LIMIT,
            context={"bin_size": True},
        )

    def grouped(self, kind, groups, domain=None):
        """A list or cards in groups, opened as the client does: cards are, lists are not."""
        return self.client.call(
            self.model,
            "web_read_group",
            self.domain if domain is None else domain,
            groups[:1],
            self.sums(kind),
            limit=80,
            offset=0,
            order="",
            auto_unfold=kind == "kanban",
            opening_info=None,
            unfold_read_specification=self.spec(kind),
            unfold_read_default_limit=ROWS[kind],
            groupby_read_specification={},
            context={"read_group_expand": True},
        )

    def sums(self, kind):
        """What a list adds up for each group."""
        described = self.fields[self.model]
        names = sorted(set(self.spec(kind)) & set(described))
        totals = [
            f"{name}:{described[name]['aggregator']}"
            for name in names
            if described[name]["type"] in ("integer", "float", "monetary")
            and described[name].get("aggregator")
            and described[name].get("store", True)
        ]
        return [*totals, "__count"]

    def panel(self):
        """The search panel: how many there are of each of its values."""
        found = []
        for node in self.views["search"].find("searchpanel").iter("field"):
            is_multi = node.get("select") == "multi"
            more = (
                {"comodel_domain": [], "group_by": False, "group_domain": []}
                if is_multi
                else {"hierarchize": True}
            )
            answer = self.client.call(
                self.model,
                f"search_panel_select_{'multi_' if is_multi else ''}range",
                node.get("name"),
                category_domain=[],
                enable_counters=bool(node.get("enable_counters")),
                expand=False,
                filter_domain=[],
                limit=200,
                search_domain=self.domain,
                **more,
            )
            found.append(answer["values"])
        return found

    def pivot(self):
        """The first look of a pivot: totals, rows, columns and their crossing."""
        axes = {"row": [], "col": [], "measure": []}
        for node in self.views["pivot"].iter("field"):
            interval = f":{node.get('interval')}" if node.get("interval") else ""
            axes[node.get("type", "row")].append(node.get("name") + interval)
        measures = [self._measure(name) for name in axes["measure"]] or []
        return self.client.call(
            self.model,
            "formatted_read_grouping_sets",
            self.domain,
            [rows + cols for rows in ([], axes["row"][:1]) for cols in ([], axes["col"][:1])],
            [*measures, "__count"],
        )

    def graph(self):
        """The first look of a graph."""
        groups, measures = [], ["__count"]
        for node in self.views["graph"].iter("field"):
            interval = f":{node.get('interval')}" if node.get("interval") else ""
            if node.get("type") == "measure":
                measures = [self._measure(node.get("name"))]
            else:
                groups.append(node.get("name") + interval)
        return self.client.call(
            self.model,
            "formatted_read_group",
            self.domain,
            groups,
            measures,
            context={"fill_temporal": True},
        )

    def _measure(self, name):
        return f"{name}:{self.fields[self.model][name].get('aggregator') or 'sum'}"

    def record(self, record_id):
        """A record in its form."""
        [found] = self.client.call(self.model, "web_read", [record_id], self.spec("form"))
        return found

    def save(self, record_id, values):
        """Change a record in its form."""
        [found] = self.client.call(
            self.model, "web_save", [record_id], values, specification=self.spec("form")
        )
        return found


def wait_for(url, seconds=180):
    """Wait until a server answers.

    :raise TimeoutError: it does not
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if requests.get(f"{url}/web/health", timeout=10).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)
    raise TimeoutError(url)
