from . import (
    test_generate,
    test_remind,
    test_touchpoint,
)
