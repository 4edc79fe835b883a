"""Health, readiness, metrics."""

from tests.support import Api, a_session


async def test_the_process_lives_without_a_token(api: Api) -> None:
    response = await (await api.anonymous()).get("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_the_service_is_ready_while_its_indexes_are_in_step(alone: Api) -> None:
    client = await alone.anonymous()
    assert (await client.get("/readyz")).status_code == 200
    await alone.services.database["chat_buckets"].drop_indexes()
    response = await client.get("/readyz")
    assert response.status_code == 503
    assert "chat_buckets" in response.json()["detail"]


async def test_metrics_count_requests_by_route_and_not_by_path(api: Api) -> None:
    user = await api.user()
    session = await a_session(user)
    await user.get(f"/sessions/{session['id']}")
    text = (await user.get("/metrics")).text
    assert 'route="/sessions/{session_id}",status="200"' in text
    assert session["id"] not in text


async def test_every_answer_carries_the_id_that_the_log_names(api: Api) -> None:
    client = await api.anonymous()
    first, second = await client.get("/healthz"), await client.get("/nowhere")
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
