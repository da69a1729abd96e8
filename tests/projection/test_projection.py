"""The bundle of draws and of what they were made from."""

from dataclasses import replace

import xarray as xr

from kgisim.schema import OUTCOME, SCENARIO


def both(futures, **parts):
    return {"baseline": futures.scenario(), "tried": futures.scenario(**parts)}


def test_its_draws_are_those_of_the_simulator(futures):
    made = futures.projection(both(futures))
    baseline = futures.simulator()(futures.scenario())[OUTCOME]
    again = made.draws[OUTCOME].sel(scenario=["baseline"])
    assert again.equals(baseline.assign_coords(scenario=["baseline"]))


def test_the_baseline_comes_first_wherever_it_was(futures):
    made = futures.projection({"other": futures.scenario(), "baseline": futures.scenario()})
    assert made.draws[SCENARIO].to_numpy().tolist() == list(made.scenarios) == ["baseline", "other"]


def test_it_knows_the_effective_size_of_every_fit(futures):
    expected = {name: fit.verdict.ess for name, fit in futures.fits().items()}
    assert futures.projection(both(futures)).ess == expected


def test_its_fits_are_carried_through_other_scenarios_with_the_same_draws(futures):
    stressed = both(futures, world=[futures.world(kind="growth", percent_a_year=5.0)])
    made = futures.projection({"baseline": futures.scenario()}).under(stressed, series=["sales"])
    whole = futures.projection(stressed, series=["sales"])
    xr.testing.assert_identical(made.draws, whole.draws)
    assert (made.series, list(made.scenarios)) == (("sales",), list(stressed))


def test_the_simulator_that_made_it_is_kept(futures):
    made = futures.projection(both(futures))
    assert made.under(both(futures)).simulator is made.simulator


def test_other_fits_have_a_simulator_of_their_own(futures):
    made = futures.projection(both(futures))
    fits = {name: fit for name, fit in made.fits.items() if name != "deals"}
    assert "deals" not in replace(made, fits=fits).simulator.names


def test_it_is_summarised_in_one_line(futures):
    told = repr(futures.projection(both(futures)))
    assert told == (
        f"<Projection of 5 series: 2 scenarios, {futures.DRAWS} draws, 41 years, "
        f"seed {futures.SEED}>"
    )
