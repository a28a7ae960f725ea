"""Lives of a shop beside its model, as Hypothesis makes them up."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Machine

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "12"))


def live(
    machine: type[Machine], examples: int, *, steps: int = 40, derandomize: bool = False
) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=derandomize,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        ),
    )
