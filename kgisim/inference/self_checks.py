"""What a finished fit is asked about itself; stored with it, so that any report can show it."""

import numpy as np

from kgisim.inference.importance_sampling import CHUNK, Weighted
from kgisim.inference.model import NOISE, Compiled
from kgisim.inference.model_data import ModelData
from kgisim.inference.power_scaling import power_sensitivity
from kgisim.inference.predictive_checks import tail_probabilities


def check(
    frame: ModelData,
    compiled: Compiled,
    weighted: Weighted,
    chosen: np.ndarray,
    trend: np.ndarray,
    generator: np.random.Generator,
) -> dict[str, float]:
    """Return every figure of `kgisim.inference.fit.CHECKS`.

    Parameters
    ----------
    chosen
        (N,) weighted points that the draws are made from.
    trend
        (N, years) path of every draw without driver effects.
    """
    drivers = frame.drivers[:, : frame.covered]
    effect = frame.driver_mean + frame.driver_sd * weighted.effects[chosen]
    noise = weighted.hyper[compiled.names.index(NOISE)][chosen]
    path = trend[:, : frame.covered] + effect @ drivers
    posterior = tail_probabilities(frame, path, noise, generator)
    prior = tail_probabilities(frame, *_prior_paths(frame, compiled, generator), generator)
    own_priors = weighted.log_prior - 0.5 * (weighted.effects**2).sum(axis=1)
    return {
        **{f"prior_{name}": value for name, value in prior.items()},
        **{f"posterior_{name}": value for name, value in posterior.items()},
        "sense_prior": power_sensitivity(trend[:, -1], own_priors[chosen]),
        "sense_data": power_sensitivity(trend[:, -1], weighted.log_likelihood[chosen]),
    }


def _prior_paths(
    frame: ModelData, compiled: Compiled, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Paths of the covered years, driver effects included, and noises, before any row is seen."""
    hyper, *_ = compiled.density(compiled.sample(generator, CHUNK))
    mean, loadings = compiled.path(hyper, frame.covered, padded=True)
    innovations = generator.standard_normal((len(mean), loadings.shape[2], 1))
    own = generator.standard_normal((len(mean), len(frame.driver_sd)))
    effect = frame.driver_mean + frame.driver_sd * own
    path = frame.scale.bend(frame.centre + mean + (loadings @ innovations)[:, :, 0])
    path = path + effect @ frame.drivers[:, : frame.covered]
    return path, hyper[compiled.names.index(NOISE)]
