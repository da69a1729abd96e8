from kgisim.projection.policy_package import package


def named(futures, **scenarios):
    made = {id: futures.scenario(**parts) for id, parts in scenarios.items()}
    return {id: one.model_copy(update={"id": id}) for id, one in made.items()}


def test_what_only_happens_to_the_plan_is_no_package(futures):
    assert package(named(futures, weak_yen={"world": [futures.world(kind="hold")]})) is None


def test_the_package_assumes_least_of_the_world(futures):
    measures = [futures.measure("on_deals"), futures.measure("on_sales", "sales")]
    both = {"measures": measures, "world": [futures.world(kind="hold")]}
    found = named(futures, both=both, plan={"measures": measures[:1]})
    assert package(found) == "plan"


def test_of_two_the_one_with_more_measures_is_the_package(futures):
    measures = [futures.measure("on_deals"), futures.measure("on_sales", "sales")]
    found = named(futures, part={"measures": measures[:1]}, whole={"measures": measures})
    assert package(found) == "whole"
