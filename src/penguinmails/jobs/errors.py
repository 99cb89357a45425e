"""What can go wrong with a job, apart from its own work."""

from penguinmails.kernel.errors import PenguinError


class JobTimedOut(PenguinError):
    """The job {job} took longer than its {seconds:g} seconds and was stopped."""

    code, status, transient = "job_timed_out", 500, True
    hint = "If it does useful work all that time, give the job or its queue a longer timeout."


class JobStopped(PenguinError):
    """The job {job} was stopped from inside: it ended by cancelling itself."""

    code, status = "job_stopped", 500


class WorkerLost(PenguinError):
    """The worker of {job} ended, or answered no more, while the job ran."""

    code, status, transient = "job_worker_lost", 500, True
    hint = "Look for a killed process or one out of memory; the job may be what kills it."


class QueueNotFound(PenguinError):
    """There is no queue named {name}."""

    code, status = "queue_not_found", 404
    hint = "See `penguinmails jobs queues`."


class DeadLetterNotFound(PenguinError):
    """There is no dead letter {dead_letter_id}."""

    code, status = "dead_letter_not_found", 404
    hint = "See `penguinmails jobs dead`."


class DeadLetterResolved(PenguinError):
    """The dead letter {dead_letter_id} was resolved before: {notes}."""

    code, status = "dead_letter_resolved", 409


class ParkedNotFound(PenguinError):
    """Nothing is parked under {handoff_id}."""

    code, status = "parked_not_found", 404
    hint = "See `penguinmails jobs parked`."
