"""Every rule of the guard, in the order of the contract. None can be switched off."""

from __future__ import annotations

from guardrails.rule import Rule
from guardrails.rules.alarm import ALARMING_LANGUAGE
from guardrails.rules.care import MISSING_URGENT_ACTION
from guardrails.rules.causes import CAUSAL_ATTRIBUTION
from guardrails.rules.caveats import DROPPED_CAVEAT
from guardrails.rules.certainty import CERTAINTY_MISMATCH
from guardrails.rules.change import CHANGE_MISMATCH
from guardrails.rules.citation import UNKNOWN_CITATION
from guardrails.rules.claims import UNSUPPORTED_CLAIM
from guardrails.rules.echoes import INSTRUCTION_ECHO
from guardrails.rules.figures import NUMBER_MISMATCH
from guardrails.rules.form import MALFORMED_DRAFT
from guardrails.rules.histories import INVENTED_FINDING
from guardrails.rules.language import READING_LEVEL, UNEXPLAINED_JARGON
from guardrails.rules.laterality import LATERALITY_MISMATCH
from guardrails.rules.levels import LEVEL_MISMATCH
from guardrails.rules.negation import NEGATION_FLIP
from guardrails.rules.omitted import OMITTED_FINDING
from guardrails.rules.orders import TREATMENT_DIRECTIVE
from guardrails.rules.privacy import IDENTIFIER_LEAK
from guardrails.rules.reassurance import FALSE_REASSURANCE
from guardrails.rules.severity import SEVERITY_MISMATCH
from guardrails.rules.support import MISCITED_CLAIM, MISSING_CITATION

ALL_RULES: tuple[Rule, ...] = (
    OMITTED_FINDING,
    INVENTED_FINDING,
    NEGATION_FLIP,
    LATERALITY_MISMATCH,
    LEVEL_MISMATCH,
    SEVERITY_MISMATCH,
    CERTAINTY_MISMATCH,
    CHANGE_MISMATCH,
    NUMBER_MISMATCH,
    DROPPED_CAVEAT,
    CAUSAL_ATTRIBUTION,
    FALSE_REASSURANCE,
    ALARMING_LANGUAGE,
    UNSUPPORTED_CLAIM,
    TREATMENT_DIRECTIVE,
    MISSING_URGENT_ACTION,
    UNKNOWN_CITATION,
    MISCITED_CLAIM,
    MISSING_CITATION,
    IDENTIFIER_LEAK,
    INSTRUCTION_ECHO,
    READING_LEVEL,
    UNEXPLAINED_JARGON,
    MALFORMED_DRAFT,
)
