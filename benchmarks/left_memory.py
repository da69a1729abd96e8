"""Memory of a server by session, and after many were opened, used and closed."""

import asyncio
import time

from served import GOAL, Served, fetched, opened

FIRST = 15
"""Sessions that are counted one by one."""
SETTLING, STAGE = 50, 100
"""Sessions after which a server has what it needs for its work, and between two looks at it."""
FORGOTTEN = 25
"""Seconds after which a session without a browser is gone."""


def remember(name: str, one: Served, count: int) -> None:
    """Measure memory by session, and what is left after many were opened, used and closed.

    Each is a page with its connection, on which a lever is moved. A session without a browser ends
    after some seconds.
    """
    url = f"{one.address}?page=target&goal={GOAL}"
    fetched(url)
    before = one.memory
    for _ in range(FIRST):
        fetched(url)
    each = (one.memory - before) / FIRST
    print(
        f"memory by session [{name}]: {each:.1f} MB after the first ({before:.0f} MB)", flush=True
    )
    asyncio.run(_used(one.address, SETTLING))
    time.sleep(FORGOTTEN)
    before = one.memory
    for done in range(0, count, STAGE):
        asyncio.run(_used(one.address, min(STAGE, count - done)))
        print(f"  {done + STAGE} opened: {one.memory - before:+.0f} MB", flush=True)
    time.sleep(FORGOTTEN)
    left = one.memory - before
    print(f"after {count} sessions opened and closed [{name}]: {left:+.0f} MB", flush=True)


async def _used(address: str, count: int) -> None:
    """Open sessions one after the other, move a lever in every other one, and close them."""
    for number in range(count):
        session = await opened(address, ("scenario", "overview", "scenario", "target")[number % 4])
        if session.levers:
            await session.move(session.levers[0]["key"], number % 40)
        session.close()
