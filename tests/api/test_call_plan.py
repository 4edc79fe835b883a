"""What only FastAPI's own handling could serve is refused when the application is made."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, BackgroundTasks, Body, Cookie, Depends, Query
from fastapi.responses import JSONResponse, StreamingResponse
from fastapi.security import SecurityScopes
from pydantic import BaseModel

from api.dispatcher import DispatchedApp
from api.strict_route import StrictRoute


class Made(BaseModel):
    """What a route answers."""


async def yielding() -> AsyncIterator[int]:
    yield 1


def in_a_thread() -> int:
    return 1


async def of_a_parameter(number: int = 1) -> int:
    return number


async def of_a_body(number: Annotated[int, Body()]) -> int:
    return number


async def of_the_other(number: Annotated[int, Depends(of_a_parameter)]) -> int:
    return number


async def needs_a_generator(_: Annotated[int, Depends(yielding)]) -> Made:
    return Made()


async def needs_a_thread(_: Annotated[int, Depends(in_a_thread)]) -> Made:
    return Made()


async def needs_it_anew(_: Annotated[int, Depends(of_the_other, use_cache=False)]) -> Made:
    return Made()


async def needs_parameters_twice(
    _: Annotated[int, Depends(of_a_parameter)], __: Annotated[int, Depends(of_the_other)]
) -> Made:
    return Made()


async def lets_another_read_the_body(_: Annotated[int, Depends(of_a_body)]) -> Made:
    return Made()


async def takes_two_bodies(first: Made, second: Made) -> Made:
    return first or second


async def takes_a_cookie(_: Annotated[str | None, Cookie()] = None) -> Made:
    return Made()


async def takes_tasks(_: BackgroundTasks) -> Made:
    return Made()


async def takes_scopes(_: SecurityScopes) -> Made:
    return Made()


async def yields() -> AsyncIterator[Made]:
    yield Made()


def is_no_coroutine() -> Made:
    return Made()


def dispatched(function: Callable[..., Any], **options: Any) -> DispatchedApp:
    app, router = DispatchedApp(), APIRouter(route_class=StrictRoute)
    router.post("/", **options)(function)
    app.include_router(router)
    app.dispatch(most_bytes=1)
    return app


@pytest.mark.parametrize(
    "function",
    [
        needs_a_generator,
        needs_a_thread,
        needs_it_anew,
        needs_parameters_twice,
        lets_another_read_the_body,
        takes_two_bodies,
        takes_a_cookie,
        takes_tasks,
        takes_scopes,
        yields,
        is_no_coroutine,
    ],
)
def test_a_function_that_needs_more_than_steps_can_do(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError):
        dispatched(function)


async def plain(_: Annotated[list[int], Query()]) -> Made:
    return Made()


def test_a_model_in_a_response_class_of_its_own() -> None:
    with pytest.raises(TypeError):
        dispatched(plain, response_class=JSONResponse)
    assert dispatched(plain, response_class=StreamingResponse, response_model=None)


def test_any_other_function_is_taken() -> None:
    assert dispatched(plain)
