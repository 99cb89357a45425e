"""What can go wrong with a template. Every code is stable."""

from penguinmails.kernel.errors import PenguinError


class RenderingError(PenguinError):
    """Something about a template went wrong."""

    code = "rendering_error"


class TemplateBroken(RenderingError):
    """The {part} of the template cannot be used, line {line}: {reason}."""

    code, status = "template_broken", 422
    hint = "Correct line {line} of the {part}."

    def __init__(self, part: str, line: int, reason: str) -> None:
        super().__init__(part=part, line=line, reason=reason)
        self.part, self.line, self.reason = part, line, reason


class TemplateStopped(RenderingError):
    """The {part} of the template could not be rendered with these values: {reason}."""

    code, status = "template_stopped", 422
    hint = "Correct the value or the {part}; no other message is concerned."

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(part=part, reason=reason)
        self.part, self.reason = part, reason
