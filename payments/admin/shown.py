"""How attempts and refunds look."""

from payments.states import AttemptStatus, RefundStatus

ATTEMPT_TONES = {
    AttemptStatus.OPEN: "info",
    AttemptStatus.CAPTURED: "ok",
    AttemptStatus.CLOSED: "",
    AttemptStatus.DISPUTED: "bad",
}
REFUND_TONES = {
    RefundStatus.REQUESTED: "info",
    RefundStatus.UNKNOWN: "warn",
    RefundStatus.PROCESSING: "info",
    RefundStatus.DONE: "ok",
    RefundStatus.FAILED: "bad",
}
