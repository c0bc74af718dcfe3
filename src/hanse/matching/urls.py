"""Addresses of the matching."""

from django.urls import path

from hanse.matching.views import compare, introductions, needs

app_name = "matching"
urlpatterns = [
    path("find/", needs.new_need, name="new_need"),
    path("needs/", needs.needs, name="needs"),
    path("needs/<str:public_id>/", needs.need, name="need"),
    path("needs/<str:public_id>/change/", needs.change_need, name="change_need"),
    path("needs/<str:public_id>/add/", needs.add_criterion, name="add_criterion"),
    path("needs/<str:public_id>/drop/", needs.drop_criterion, name="drop_criterion"),
    path("needs/<str:public_id>/save/", needs.save_need, name="save_need"),
    path("needs/<str:public_id>/end/", needs.end_need, name="end_need"),
    path("needs/<str:public_id>/aside/<str:organisation_id>/", needs.set_aside, name="set_aside"),
    path("needs/<str:public_id>/compare/", compare.compare, name="compare"),
    path("introduce/<str:public_id>/", introductions.ask, name="ask"),
    path("introductions/", introductions.introductions, name="introductions"),
    path("introductions/all/", introductions.oversight, name="oversight"),
    path("introductions/<str:public_id>/", introductions.introduction, name="introduction"),
    path("introductions/<str:public_id>/answer/", introductions.answer, name="answer"),
    path("introductions/<str:public_id>/collaboration/", introductions.collaboration, name="collaboration"),
]
