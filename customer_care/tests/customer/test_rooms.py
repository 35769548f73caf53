import ast
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

# Lower floors first; a room may name models of its own and of lower rooms alone. bridge/ is an
# inventory of what is added to foreign models, not a room.
ROOMS = [
    "customer",
    "promise",
    "calendar",
    "case",
    "voice",
    "plan",
    "growth",
    "retention",
    "kpi",
]
MODELS = Path(__file__).parents[2] / "models"


def model_strings(path):
    """Every string in a Python file that looks like one of our models, docstrings left out."""
    tree = ast.parse(path.read_text())
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings and re.fullmatch(r"care\.[a-z.]+", node.value):
                yield node.value


def defined_model(path):
    match = re.search(r'^    _name = "(care\.[a-z.]+)"', path.read_text(), re.M)
    return match and match.group(1)


def rooms_named_by(rooms):
    """For each room, the rooms whose models it names: ``{room: {room, …}}``."""
    files = {room: sorted((MODELS / room).glob("*.py")) for room in rooms}
    home = {
        model: room
        for room, paths in files.items()
        for path in paths
        if (model := defined_model(path))
    }
    return {
        room: {home[name] for path in paths for name in model_strings(path) if name in home}
        for room, paths in files.items()
    }


@tagged("post_install", "-at_install")
class TestRooms(BaseCase):
    """The rooms of models/ depend on each other one way."""

    def test_every_folder_is_a_room(self):
        folders = {path.name for path in MODELS.iterdir() if path.is_dir()} - {"__pycache__"}
        self.assertLessEqual(folders - {"bridge"}, set(ROOMS))
        self.assertIn("customer", folders)

    def test_a_room_names_lower_rooms_alone(self):
        present = [room for room in ROOMS if (MODELS / room).is_dir()]
        for room, named in rooms_named_by(present).items():
            above = {other for other in named if ROOMS.index(other) > ROOMS.index(room)}
            self.assertFalse(above, f"{room} names models of {above}, which depend on it")

    def test_the_check_sees_what_the_calendar_names(self):
        """Guards the check itself: it would be blind if it found no name at all."""
        self.assertIn("customer", rooms_named_by(ROOMS)["calendar"])
