from . import care_book
