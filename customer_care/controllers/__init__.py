from . import portal_held
