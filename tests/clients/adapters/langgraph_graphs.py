"""Run graphs of LangGraph on a service, and on its memory saver: BASE_URL TOKEN; prints JSON.

Each scene tells what it saw on both; they are to be equal.
"""

import asyncio
import json
import operator
import sys
import threading
from collections.abc import Callable
from typing import Annotated, Any, TypedDict, cast
from uuid import uuid4

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langgraph.channels import DeltaChannel
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.types import Command, Send, interrupt
from threadkeep_client import AsyncThreadkeep, Threadkeep
from threadkeep_client.langgraph import ThreadkeepSaver

Saver = BaseCheckpointSaver[Any]
Told = list[Any]


class State(TypedDict, total=False):
    messages: Annotated[list[AnyMessage], add_messages]
    parts: Annotated[list[str], operator.add]
    large: str
    answer: str


def a_config() -> Any:
    return {"configurable": {"thread_id": f"thread {uuid4()}"}}


def shown(state: Any) -> Any:
    """What a snapshot says, without ids and times that are made anew in each run."""
    values = dict(state.values)
    if "large" in values:
        # Equal for less output.
        values["large"] = [len(values["large"]), hash(values["large"])]
    texts = [[each.type, each.content] for each in values.pop("messages", [])]
    interrupts = [each.value for each in state.interrupts]
    metadata = {name: state.metadata[name] for name in ("source", "step")}
    return [values, texts, list(state.next), interrupts, metadata]


def a_chat(saver: Saver) -> Any:
    def answer(state: State) -> Any:
        told = state["messages"][-1].content
        return {"messages": [AIMessage(f"You said: {told}")], "large": f"{told}" * 300_000}

    builder = StateGraph(State)
    builder.add_node("answer", answer)
    builder.add_edge(START, "answer")
    return builder.compile(checkpointer=saver)


def chat(saver: Saver) -> Told:
    """Several turns, the history of all of them, and a branch from the middle."""
    graph, config = a_chat(saver), a_config()
    for text in ("one", "two", "three"):
        graph.invoke({"messages": [HumanMessage(text)]}, config)
    history = list(graph.get_state_history(config))
    middle = next(each for each in history if each.metadata["step"] == 4)
    branch = graph.update_state(middle.config, {"messages": [HumanMessage("instead")]})
    graph.invoke(None, branch)
    filtered = list(graph.get_state_history(config, filter={"source": "input"}, limit=2))
    return [
        [shown(each) for each in history],
        [shown(each) for each in graph.get_state_history(config)],
        [shown(each) for each in filtered],
    ]


def asking(saver: Saver) -> Told:
    """A graph that asks a person, and goes on with the answer; parallel tasks beside it."""

    def spread(_: State) -> Any:
        return [Send("work", {"answer": str(n)}) for n in range(20)]

    def work(state: State) -> Any:
        return {"parts": [state["answer"]]}

    def ask(_: State) -> Any:
        return {"answer": interrupt("which one?")}

    builder = StateGraph(State)
    builder.add_node("work", cast(Any, work))
    builder.add_node("ask", cast(Any, ask))
    builder.add_conditional_edges(START, spread, ["work"])
    builder.add_edge("work", "ask")
    builder.add_edge("ask", END)
    graph, config = builder.compile(checkpointer=saver), a_config()
    graph.invoke({"parts": []}, config)
    before = shown(graph.get_state(config))
    graph.invoke(Command(resume="this one"), config)
    return [before, shown(graph.get_state(config))]


def nested(saver: Saver) -> Told:
    """A graph within a graph, which has checkpoints of its own."""

    def ask(_: State) -> Any:
        return {"parts": [interrupt("inner?")]}

    inner = StateGraph(State)
    inner.add_node("ask", cast(Any, ask))
    inner.add_edge(START, "ask")
    outer = StateGraph(State)
    outer.add_node("inner", inner.compile())
    outer.add_edge(START, "inner")
    graph, config = outer.compile(checkpointer=saver), a_config()
    graph.invoke({"parts": ["begun"]}, config)
    before = graph.get_state(config, subgraphs=True)
    graph.invoke(Command(resume="yes"), config)
    return [shown(before), shown(before.tasks[0].state), shown(graph.get_state(config))]


def added(state: list[str], writes: list[list[str]]) -> list[str]:
    return [*state, *(note for each in writes for note in each)]


class Deltas(TypedDict, total=False):
    notes: Annotated[list[str], DeltaChannel(added)]


def deltas(saver: Saver) -> Told:
    """A channel that is stored as what was written to it, before and after pruning."""

    def note(state: Deltas) -> Any:
        return {"notes": [f"after {len(state['notes'])}"]}

    builder = StateGraph(Deltas)
    builder.add_node("note", note)
    builder.add_edge(START, "note")
    graph, config = builder.compile(checkpointer=saver), a_config()
    for n in range(5):
        graph.invoke({"notes": [f"said {n}"]}, config)
    before = graph.get_state(config).values
    if isinstance(saver, ThreadkeepSaver):
        saver.prune([config["configurable"]["thread_id"]])
    graph.invoke({"notes": ["at last"]}, config)
    return [before, graph.get_state(config).values]


def many(saver: Saver) -> Told:
    """Sixteen threads of this process that write to one thread of the saver at once."""
    config = a_config()
    config["configurable"]["checkpoint_ns"] = ""
    template: Any = {"v": 1, "ts": "2026-03-01T00:00:00Z", "versions_seen": {}}

    def write(writer: int) -> None:
        for n in range(10):
            checkpoint: Any = {
                **template,
                "id": f"{writer:03}-{n:03}",
                "channel_values": {"c": [writer, n]},
                "channel_versions": {"c": f"{writer}.{n}"},
            }
            stored = saver.put(config, checkpoint, {"step": n}, {"c": f"{writer}.{n}"})
            saver.put_writes(stored, [("c", [writer, n])], f"task {writer}")

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(16)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    return [
        [each.checkpoint["id"], each.checkpoint["channel_values"], each.pending_writes]
        for each in saver.list(config)
    ]


def odd(saver: Saver) -> Told:
    """Metadata that JSON cannot say, and a filter by them."""
    config = a_config()
    config["configurable"]["checkpoint_ns"] = ""
    checkpoint: Any = {"v": 1, "ts": "", "versions_seen": {}, "id": "1", "channel_values": {}}
    checkpoint["channel_versions"] = {}
    metadata: Any = {"step": 1, "pair": (1, 2), "raw": b"\xff", "set": {1}, "$a.b": {"": None}}
    saver.put(config, checkpoint, metadata, {})
    found = saver.get_tuple(config)
    assert found is not None
    matching = list(saver.list(config, filter={"set": {1}, "step": 1}))
    told = sorted((name, str(value)) for name, value in found.metadata.items())
    return [told, len(matching), len(list(saver.list(config, limit=0)))]


SCENES: list[Callable[[Saver], Told]] = [chat, asking, nested, deltas, many, odd]


async def in_coroutines(saver: Saver) -> Told:
    graph, config = a_chat(saver), a_config()
    for text in ("one", "two"):
        await graph.ainvoke({"messages": [HumanMessage(text)]}, config)
    return [shown(each) async for each in graph.aget_state_history(config)]


async def with_an_async_client(base_url: str, token: str) -> Told:
    async with AsyncThreadkeep(base_url, token) as client:
        return await in_coroutines(ThreadkeepSaver(client))


def main(base_url: str, token: str) -> None:
    told = {}
    with Threadkeep(base_url, token) as client:
        for scene in SCENES:
            told[scene.__name__] = [scene(ThreadkeepSaver(client)), scene(InMemorySaver())]
        threads = asyncio.run(in_coroutines(ThreadkeepSaver(client)))
    memory = asyncio.run(in_coroutines(InMemorySaver()))
    told["on threads"] = [threads, memory]
    told["in coroutines"] = [asyncio.run(with_an_async_client(base_url, token)), memory]
    print(json.dumps(told))  # noqa: T201 - what it tells


main(*sys.argv[1:])
