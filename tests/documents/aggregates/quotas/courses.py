"""The courses that processes take, as Hypothesis draws them."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

COURSES = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
TURNS = st.lists(st.integers(0, 4), max_size=50)
DEATHS = st.sets(st.integers(0, 40), max_size=4)
