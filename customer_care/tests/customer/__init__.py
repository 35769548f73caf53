from . import (
    test_customer_screens,
    test_profile_figures,
    test_rooms,
)
