from tests.indexes.conftest import fail_point

__all__ = ["fail_point"]
