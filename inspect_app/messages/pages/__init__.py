"""The pages of messages: inbox, choices, calendar, outbox, webhooks, and a resident's own cases by phone."""

from inspect_app.messages.pages import choices, operator, phone
from inspect_app.messages.pages.inbox import bp

__all__ = ["bp", "choices", "operator", "phone"]
