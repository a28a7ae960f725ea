"""Lives of a shop beside its model, as Hypothesis makes them up."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.model.machine import Machine

ASKED_FOR = os.environ.get("MODEL_EXAMPLES")
EXAMPLES = int(ASKED_FOR or "12")
IS_SAME = ASKED_FOR is None  # other lives each time are for who asks for more


def live(
    machine: type[Machine],
    examples: int,
    *,
    steps: int = 40,
    derandomize: bool = IS_SAME,
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
