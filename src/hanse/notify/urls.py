"""Addresses below /inbox/."""

from django.urls import path

from hanse.notify import views

app_name = "notify"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read-all/", views.mark_all, name="mark_all"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<slug:public_id>/", views.message, name="message"),
    path("outbox/<slug:public_id>/cancel/", views.cancel, name="cancel"),
    path("outbox/<slug:public_id>/resend/", views.resend, name="resend"),
    path("<slug:public_id>/open/", views.open_item, name="open"),
    path("<slug:public_id>/mark/", views.mark, name="mark"),
]
