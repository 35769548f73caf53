from . import portal_held
from . import care_book
