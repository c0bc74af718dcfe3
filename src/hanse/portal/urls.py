"""Addresses of the pages that join several apps."""

from django.urls import path

from hanse.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("me/", views.me, name="me"),
    path("search/", views.search, name="search"),
    path("how-matching-works/", views.how_matching_works, name="how_matching_works"),
    path("funding/", views.soon("funding"), name="funding"),
    path("check/", views.soon("check"), name="check"),
    path("events/", views.soon("events"), name="events"),
    path("practices/", views.soon("practices"), name="practices"),
    path("results/", views.soon("results"), name="results"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("terms/", views.terms, name="terms"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("open-data/", views.open_data, name="open_data"),
]
