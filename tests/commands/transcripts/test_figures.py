"""Analytics of the real conversations against a slow and independent count."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from documents.aggregates.analytics.figures import Figures, totals
from documents.aggregates.analytics.periods import BucketSize, Period
from documents.aggregates.analytics.tallies import count_new
from services.wiring import Services
from tests.commands.transcripts.support import REAL_FILE, Transcripts
from tests.documents.aggregates.analytics.test_figures import slowly_by_role, slowly_spread


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the real transcripts are not here")
async def test_figures_of_the_real_conversations_are_those_of_the_file(
    alice: Transcripts, services: Services
) -> None:
    data = REAL_FILE.read_bytes()
    given = [json.loads(line) for line in data.splitlines()]
    await alice.import_bytes(data)
    await count_new(services.database)
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date()
    for size in BucketSize:
        period = Period(tomorrow - timedelta(days=9), tomorrow, size, "Europe/Berlin")
        ask = Figures(services.database, period)
        found = await ask.messages()
        assert found == await slowly_by_role(services.database, period)
        assert totals(found) == Counter(m["role"] for each in given for m in each["messages"])
        assert (await ask.users()).total == 1
    sizes = [float(len(each["messages"])) for each in given]
    assert (await ask.sessions()).messages == slowly_spread(sizes)
