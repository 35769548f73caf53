from . import test_delivery_visit
