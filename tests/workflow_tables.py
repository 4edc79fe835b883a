"""The state tables in the words of the data model, for tests to compare with."""


def _table(text: str) -> dict[str, list[str]]:
    rows = [line.split() for line in text.strip().splitlines()]
    return {row[0]: row[1:] for row in rows}


MISSION = _table("""
proposed              ready_for_next_hop failed cancelled
ready_for_next_hop    building_hop failed cancelled
building_hop          hop_ready_to_execute failed cancelled
hop_ready_to_execute  executing_hop building_hop cancelled
executing_hop         completed ready_for_next_hop failed cancelled
completed             proposed
failed                proposed cancelled
cancelled             proposed
""")

HOP = _table("""
proposed          ready_to_resolve cancelled
ready_to_resolve  ready_to_execute proposed failed cancelled
ready_to_execute  executing ready_to_resolve cancelled
executing         completed failed cancelled
failed            ready_to_resolve cancelled
cancelled         proposed
completed
""")

STEP = _table("""
proposed            ready_to_configure cancelled
ready_to_configure  ready_to_execute proposed failed cancelled
ready_to_execute    executing ready_to_configure cancelled
executing           completed failed cancelled
failed              ready_to_configure cancelled
cancelled           proposed
completed
""")

ASSET = _table("""
proposed     pending
pending      in_progress ready error expired
in_progress  ready error pending expired
ready        in_progress error expired
error        pending in_progress
expired      pending
""")

KINDS = {"missions": MISSION, "hops": HOP, "tool-steps": STEP, "assets": ASSET}
