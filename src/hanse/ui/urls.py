"""Addresses of the look: the catalogue of components, and the reader's preferences."""

from django.urls import path

from hanse.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.design, name="design"),
    path("preferences/", views.preferences, name="preferences"),
]
