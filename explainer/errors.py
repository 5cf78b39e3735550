"""Every error this project raises on purpose.

::

    ExplainerError
      DataFileError     a file we ship is wrong: path, entry, field, cure
        LexiconError      concepts, anatomy, cues
        EvidenceError     cards, sources, caveats, critical findings
        PromptError       a prompt or a letter template
      ReportError       the input cannot be read as a radiology report
      FieldsError       the --fields file is wrong
      ConfigurationError  a setting of the model writer is wrong or missing
      PlanError         something that must be said has no evidence
      WordingError      no usable draft
        ModelUnavailable  the endpoint did not answer after its retries
        ModelRefused      the model declined
        MalformedDraft    the draft cannot be read

A rejected draft is an answer, not an error. Messages carry ids and offsets, never report text.
"""

from __future__ import annotations


class ExplainerError(Exception):
    """Root of the tree; its message is one clear line."""


class DataFileError(ExplainerError):
    """A file that ships with the project is wrong."""

    def __init__(self, path: str, entry: str, field: str, problem: str, cure: str) -> None:
        self.path, self.entry, self.field, self.problem, self.cure = path, entry, field, problem, cure
        super().__init__(f"{path}: entry {entry!r}, field {field!r}: {problem}; {cure}")


class LexiconError(DataFileError):
    """A concept, anatomy or cue file is wrong."""


class EvidenceError(DataFileError):
    """A card, source, caveat or critical-finding file is wrong."""


class PromptError(DataFileError):
    """A prompt or a letter template is wrong."""


class ReportError(ExplainerError):
    """The input cannot be read as a radiology report."""


class FieldsError(ExplainerError):
    """The fields file for the head of a letter is wrong."""


class ConfigurationError(ExplainerError):
    """A setting of the model writer is wrong or missing; the message never holds a key."""


class PlanError(ExplainerError):
    """Something that must be said has no evidence."""


class WordingError(ExplainerError):
    """No usable draft could be made.

    ``prompt_tokens``, ``completion_tokens`` and ``retries`` tell what the failed question took all the same.
    """

    prompt_tokens = 0
    completion_tokens = 0
    retries = 0


class ModelUnavailable(WordingError):
    """The model's endpoint did not answer after its retries."""


class ModelRefused(WordingError):
    """The model declined to answer."""


class MalformedDraft(WordingError):
    """A draft cannot be read."""
