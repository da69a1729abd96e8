import sys

import pytest

from tests.test_parallel import ENDS_WHILE_IT_HANDS_OVER, in_process


def test_what_is_made_ahead_names_what_both_have():
    code = """import numpy as np
known = object()
made = Ahead(lambda: (known, os.getpid(), np.arange(5.0), np.zeros((2, 0))), [known])
same, process, values, none = made.result()
print(same is known, process != os.getpid(), values.tolist(), none.shape)
values += 1  # nobody else sees it
print(values[0], made.is_made())"""
    elsewhere = sys.platform == "linux"
    assert in_process(code) == f"True {elsewhere} [0.0, 1.0, 2.0, 3.0, 4.0] (2, 0)\n1.0 True\n"


def test_nothing_is_waited_for_that_is_made():
    code = """made = Ahead(lambda: time.sleep(0.3))
begun = made.is_made()
time.sleep(1.0)
print(begun, made.is_made(), made.result())"""
    assert in_process(code) == f"{sys.platform != 'linux'} True None\n"


@pytest.mark.parametrize("how", ["1 / 0", "os._exit(1)"], ids=["raises", "killed"])
def test_what_fails_ahead_is_made_here(how):
    code = f"""here = os.getpid()
print(Ahead(lambda: "done" if os.getpid() == here else {how}).result())"""
    assert in_process(code) == "done\n"


def test_what_is_handed_over_in_part_is_made_here():
    code = """made = Ahead(one)
time.sleep(0.8)
print(made.is_made(), made.result() == bytes(1_000_000))"""
    assert in_process(ENDS_WHILE_IT_HANDS_OVER + code) == "True True\n"


def test_what_cannot_be_handed_over_is_made_here():
    assert in_process("print(Ahead(lambda: lambda: 3).result()())") == "3\n"


def test_arrays_come_back_whole_though_a_call_writes_a_part_of_them():
    code = """import numpy as np
write = os.pwrite
os.pwrite = lambda file, content, begin: write(file, content[:24], begin)
print(Ahead(lambda: np.arange(50.0)).result().tolist() == list(range(50)))"""
    assert in_process(code) == "True\n"
