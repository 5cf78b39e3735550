"""The guard behind other people's frameworks, one module each; nothing here is imported unless you ask for it.

=================  ========================  =====================================================
module             needs                     offers
=================  ========================  =====================================================
``pydantic_ai``    extra ``pydantic-ai``     an output validator that asks the model again
``openai_retry``   nothing more              a chat completion that returns a passing text or raises
``instructor``     ``instructor`` itself     a field type; also for plain pydantic models
``inspect_ai``     extra ``inspect``         a scorer
=================  ========================  =====================================================

What they share: a rejected text never comes back to the caller, and the model is told what the violations say and no more
of the report. Passing is not releasing: when ``plan.holds`` is not empty, a clinician must see the text first.
"""
