"""Values are made once while they are kept, and only the last ones are."""

from concurrent.futures import ThreadPoolExecutor

from kgisim.recent import Recent


def test_a_value_that_is_kept_is_not_made_again():
    made = Recent[str, object](2)
    first = made.once("a", object)
    made.once("b", object)
    assert made.once("a", object) is first


def test_the_value_that_was_not_asked_for_the_longest_gives_way():
    made, calls = Recent[int, int](2), []
    for key in (1, 2, 3, 1):
        made.once(key, lambda key=key: calls.append(key) or key)
    assert calls == [1, 2, 3, 1]


def test_a_value_that_is_asked_for_again_stays():
    made, calls = Recent[int, int](2), []
    for key in (1, 2, 1, 3, 1):
        made.once(key, lambda key=key: calls.append(key) or key)
    assert calls == [1, 2, 3]


def test_threads_get_the_value_of_their_key():
    made = Recent[int, int](3)
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda key: made.once(key, lambda: key * key), [*range(10)] * 20)
        assert [*found] == [key * key for key in [*range(10)] * 20]


def test_a_value_that_was_forgotten_is_made_again():
    made, calls = Recent[int, int](3), []
    for _ in range(2):
        made.once(1, lambda: calls.append(1) or 1)
        made.forget()
    assert calls == [1, 1]
    assert made.held() == {}
