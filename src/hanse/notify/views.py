"""Everybody's inbox, and the outbox of the secretariat."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from hanse.core.access import SignedInRequest, access, signed_in
from hanse.notify import selectors, services
from hanse.notify.forms import STATES, OutboxFilterForm
from hanse.notify.permissions import MANAGE_OUTBOX


@never_cache
@require_safe
@signed_in
def inbox(request: SignedInRequest) -> HttpResponse:
    """List one's own notices, unread first."""
    person = request.user.person
    page = selectors.inbox_page(person, number=request.GET.get("page", "1"))
    return render(request, "notify/inbox.html", {"page": page, "unread": selectors.unread_count(person)})


@require_POST
@signed_in
def open_item(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Note a notice as read and go where it leads."""
    item = selectors.inbox_item_for(request.user.person, public_id)
    services.mark_read(item=item, at=timezone.now())
    is_ours = item.link.startswith("/") and url_has_allowed_host_and_scheme(item.link, allowed_hosts=None)
    return redirect(item.link if is_ours else "notify:inbox")


@require_POST
@signed_in
def mark(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Note a notice as read, or put it back among the unread ones."""
    item = selectors.inbox_item_for(request.user.person, public_id)
    if request.POST.get("is_read") == "1":
        services.mark_read(item=item, at=timezone.now())
    else:
        services.mark_unread(item=item)
    return redirect("notify:inbox")


@require_POST
@signed_in
def mark_all(request: SignedInRequest) -> HttpResponse:
    """Note all of one's notices as read."""
    services.mark_all_read(person=request.user.person, at=timezone.now())
    return redirect("notify:inbox")


@never_cache
@require_safe
@access(MANAGE_OUTBOX)
def outbox(request: SignedInRequest) -> HttpResponse:
    """List mails, newest first."""
    form = OutboxFilterForm(request.GET)
    form.is_valid()
    text, state = form.cleaned_data.get("q", ""), form.cleaned_data.get("state", "")
    page = selectors.outbox_page(request.user, text=text, state=state, before=request.GET.get("before", ""))
    query = request.GET.copy()
    query["before"] = page.next_before
    facts = {
        "page": page,
        "q": text,
        "state": state,
        "states": STATES,
        "is_filtered": bool(text or state),
        "next_address": f"?{query.urlencode()}" if page.next_before else "",
    }
    return render(request, "notify/outbox.html", facts)


@never_cache
@require_safe
@access(MANAGE_OUTBOX)
def message(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Show one mail."""
    found = selectors.message_for(request.user, public_id)
    facts = {
        "message_": found,
        "heading": found.subject or _("(deleted)"),
        "receiver": selectors.receiver_of(found),
        "moves": selectors.open_moves(found),
    }
    return render(request, "notify/message.html", facts)


@require_POST
@access(MANAGE_OUTBOX)
def cancel(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Keep a mail from being sent."""
    found = selectors.message_for(request.user, public_id)
    services.cancel(message=found, actor=request.user.person, at=timezone.now())
    messages.success(request, _("The mail is cancelled."))
    return redirect("notify:message", public_id)


@require_POST
@access(MANAGE_OUTBOX)
def resend(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Send a mail once more."""
    found = selectors.message_for(request.user, public_id)
    services.resend(message=found, actor=request.user.person, at=timezone.now())
    messages.success(request, _("The mail will be sent again."))
    return redirect("notify:message", public_id)
