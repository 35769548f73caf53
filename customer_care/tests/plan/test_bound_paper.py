import io

from reportlab.lib.colors import Color
from reportlab.pdfgen import canvas

from odoo.tests import BaseCase, tagged
from odoo.tools.pdf import PdfFileReader

from ...tools.bound_paper import HEAD, LINE, SHEET, bind, join, mark
from ...tools.paper_text import row_lines, split_row, split_text, text_width


@tagged("post_install", "-at_install")
class TestBoundPaper(BaseCase):
    """Marks become numbers, contents and bookmarks."""

    def paper(self, *pages):
        """A PDF; each page is a text and its marks, as pairs of kind and number."""
        stream = io.BytesIO()
        paper = canvas.Canvas(stream, pagesize=(600, 800))
        for text, marks in pages:
            paper.drawString(50, 700, text)
            for place, (kind, number) in enumerate(marks):
                parts = mark(kind, number).removeprefix("rgb(").removesuffix(")").split(",")
                paper.setFillColor(Color(*(int(part) / 255 for part in parts)))
                paper.rect(500, 600 - 20 * place, 2, 2, stroke=0, fill=1)
            paper.showPage()
        paper.save()
        return stream.getvalue()

    def texts(self, content):
        return [page.extract_text() for page in PdfFileReader(io.BytesIO(content)).pages]

    def outline(self, content):
        reader = PdfFileReader(io.BytesIO(content))
        places = [page.indirect_reference.idnum for page in reader.pages]

        def walk(entries, level):
            for entry in entries:
                if isinstance(entry, list):
                    yield from walk(entry, level + 1)
                else:
                    yield level, entry.title, places.index(entry.raw_get("/Page").idnum) + 1

        return list(walk(reader.outline, 1))

    def test_pages_are_numbered_and_the_sheet_is_no_page(self):
        texts = self.texts(
            bind(self.paper(("sheet", [(SHEET, 0)]), ("cover", []), ("one", []), ("two", [])))
        )
        self.assertEqual(len(texts), 3)
        self.assertNotIn("/", texts[0], "the cover has no number")
        self.assertIn("2 / 3", texts[1])
        self.assertIn("3 / 3", texts[2])

    def test_contents_tell_the_pages_on_which_headings_are(self):
        content = bind(
            self.paper(
                ("cover", []),
                ("contents", [(LINE, 1), (LINE, 2), (LINE, 3), (LINE, 9)]),
                ("first", [(HEAD, 1), (HEAD, 2)]),
                ("more of it", []),
                ("second", [(HEAD, 3)]),
                ("its foot", [(HEAD, 3)]),
            ),
            [(1, 1, "First"), (2, 2, "表 1"), (3, 1, "Second"), (9, 1, "Nowhere")],
        )
        numbers = self.texts(content)[1].replace("2 / 6", "").split()
        self.assertEqual(numbers, ["contents", "3", "3", "5"])
        self.assertEqual(self.outline(content), [(1, "First", 3), (2, "表 1", 3), (1, "Second", 5)])

    def test_numbers_stand_at_the_right_edge_of_their_mark(self):
        found = []

        def visit(text, _current, matrix, _font, _size):
            if text.strip():
                found.append((text.strip(), round(matrix[4]), round(matrix[5])))

        content = bind(self.paper(("cover", []), ("c", [(LINE, 1), (HEAD, 1)])))
        PdfFileReader(io.BytesIO(content)).pages[1].extract_text(visitor_text=visit)
        self.assertIn(("2", 497, 600), found)

    def test_a_paper_without_marks_gets_its_numbers(self):
        texts = self.texts(bind(self.paper(("one", []), ("two", []))))
        self.assertIn("2 / 2", texts[1])

    def test_several_papers_become_one(self):
        content = join([self.paper(("one", [])), self.paper(("two", []), ("three", []))])
        self.assertEqual([text.strip() for text in self.texts(content)], ["one", "two", "three"])

    def test_marks_are_white_to_the_eye(self):
        for kind in (HEAD, LINE, SHEET):
            for number in (0, 99):
                parts = mark(kind, number).removeprefix("rgb(").removesuffix(")").split(",")
                self.assertGreater(min(map(int, parts)), 150)

    # === PIECES OF TEXT === #

    def test_long_texts_are_cut_into_pieces_of_whole_words(self):
        text = " ".join(f"word{number}" for number in range(400))
        pieces = split_text(text, 50, 10)
        self.assertGreater(len(pieces), 5)
        self.assertEqual(" ".join(pieces).split(), text.split())
        self.assertLessEqual(max(map(text_width, pieces)), 500)

    def test_chinese_is_cut_between_signs_and_counts_double(self):
        pieces = split_text("客" * 1000, 40, 10)
        self.assertEqual("".join(pieces), "客" * 1000)
        self.assertLessEqual(max(map(len, pieces)), 200)

    def test_short_and_empty_texts_stay_in_one_piece(self):
        self.assertEqual(split_text("a\nb", 10, 5), ["a\nb"])
        self.assertEqual(split_text(False, 10, 5), [""])
        self.assertEqual(split_text("\n".join("abcdefg"), 10, 5), ["a\nb\nc\nd\ne", "f\ng"])

    def test_a_row_that_no_page_holds_becomes_several(self):
        rows = split_row(["name", "x " * 300, ""], [20, 20, 20], 10)
        self.assertEqual([row[0] for row in rows], ["name", *[""] * (len(rows) - 1)])
        self.assertTrue(all(row_lines(row, [20, 20, 20]) <= 10 for row in rows))
