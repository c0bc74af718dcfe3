"""Addresses of the reference lists, below /reference/."""

from django.urls import path

from hanse.taxonomy import views

app_name = "taxonomy"
urlpatterns = [
    path("", views.index, name="index"),
    path("countries/", views.countries, name="countries"),
    path("countries/<str:code>/", views.country, name="country"),
    path("regions/", views.regions, name="regions"),
    path("regions/<str:code>/", views.region, name="region"),
    path("<str:scheme>/", views.terms, name="terms"),
    path("<str:scheme>/<str:code>/", views.term, name="term"),
]
