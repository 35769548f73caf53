from . import (
    test_access_grade_change,
    test_access_partner_fields,
    test_access_profile,
    test_access_teams,
    test_access_touchpoint,
    test_customer_page,
    test_customer_screens,
    test_first_grade,
    test_grade_change,
    test_partner_fields,
    test_profile_figures,
    test_rooms,
)
