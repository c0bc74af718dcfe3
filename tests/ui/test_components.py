"""What components write: the words, the links, and never a reader's markup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.utils import timezone, translation
from ui.rendering import rendered

HARM = "<img src=x onerror=alert(1)>\"'&"
SAFE = "&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;"


class NeedForm(forms.Form):
    text = forms.CharField(label="What?", help_text="In your words.", widget=forms.Textarea)
    kinds = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    consent = forms.BooleanField(label="They may see my name.")


@pytest.mark.parametrize(
    "source",
    [
        '<c-chip :label="harm" href="#" />',
        '<c-tag text="{{ harm }}" />',
        "<c-tag>{{ harm }}</c-tag>",
        '<c-notice :text="harm" :title="harm" />',
        '<c-page-header :title="harm" :lead="harm" />',
        '<c-match-card :title="harm" :meta="harm" :score="1" :reasons="reasons" />',
        '<c-organisation-card :name="harm" :summary="harm" :matched="words" />',
        '<c-person :name="harm" :role="harm" />',
        '<c-quote :text="harm" />',
        '<c-key-values :items="items" />',
        '<c-search-box label="Search" :value="harm" />',
        '<c-button :label="harm" :data-x="harm" />',
        '<c-copy-link :url="harm" />',
        '<c-inbox-item :title="harm" href="#" :at="now" :text="harm" />',
        '<c-map :label="harm" :points="points" />',
        '<c-facet :legend="harm" name="x" :options="options" />',
        '<c-bar-chart :caption="harm" label_head="a" value_head="b" :rows="rows" />',
    ],
)
def test_text_of_a_reader_is_never_markup(source: str):
    html = rendered(
        source,
        harm=HARM,
        words=["img", "alert"],
        now=timezone.now(),
        items=[{"label": HARM, "value": HARM}],
        options=[{"value": HARM, "label": HARM, "count": 1}],
        rows=[{"label": HARM, "value": 1}],
        points=[{"id": HARM, "lon": 10, "lat": 52, "label": HARM, "href": "/x"}],
        reasons=[{"label": HARM, "points": 1, "matched": ["img"], "change": HARM}],
    )
    assert "<img" not in html
    assert 'onerror=alert(1)>"' not in html
    assert "&lt;" in html


def test_a_button_is_a_link_where_it_has_an_address():
    assert (
        rendered('<c-button href="/a" kind="quiet">Go</c-button>') == '<a class="button button-quiet" href="/a">Go</a>'
    )
    assert rendered('<c-button name="act" value="1" hx-post="/b">Go</c-button>') == (
        '<button class="button button-primary" type="submit" name="act" value="1" hx-post="/b">Go</button>'
    )


def test_a_chip_that_is_on_says_that_its_link_removes_it():
    html = rendered('<c-chip label="abroad" href="?" :on="True" />')
    assert html == (
        '<a class="chip on" href="?">abroad<span aria-hidden="true"> ×</span>'
        '<span class="visually-hidden"> (remove)</span></a>'
    )


def test_a_status_has_a_word_and_a_shape():
    html = rendered('<c-status text="accepted" tone="done" />')
    assert "#check-circle" in html
    assert "accepted</span>" in html


def test_reasons_are_bars_scaled_to_the_largest_and_negative_ones_stand_against():
    reasons = [
        {"label": "words: furnaces", "points": 50, "matched": ["furnace"]},
        {"label": "no capacity", "points": -12.5},
    ]
    html = rendered('<c-reasons :reasons="reasons" :points="True" />', reasons=reasons)
    assert '<rect class="bar-fill" width="100%" height="8" rx="4"/>' in html
    assert '<li class="against"><svg class="bar" width="100%" height="8" aria-hidden="true">' in html
    assert '<rect class="bar-fill" width="25%" height="8" rx="4"/>' in html
    assert "words: <mark>furnaces</mark>" in html
    assert '<span aria-hidden="true">−13</span>' in html


def test_widths_of_bars_keep_their_point_in_every_language():
    with translation.override("de"):
        html = rendered('<c-reasons :reasons="reasons" scale="40" />', reasons=[{"label": "x", "points": 12.3}])
    assert 'width="30.75%"' in html


def test_no_reasons_leave_no_empty_list():
    assert rendered('<c-reasons :reasons="[]" />') == ""


def test_a_field_ties_its_control_to_help_errors_and_counter():
    form = NeedForm({"text": ""})
    html = rendered('<c-field :field="form.text" counter="300" />', form=form)
    assert 'aria-describedby="id_text_help id_text_errors id_text_counter"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_text_help">In your words.</div>' in html
    assert 'id="id_text_errors"><p>' in html
    assert 'id="id_text_counter" data-counts="id_text" data-limit="300"' in html
    assert '<label class="form-label" for="id_text">What?</label>' in html


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = rendered('<c-field :field="form.kinds" label="Who?" />', form=NeedForm())
    assert html.startswith('<fieldset class="field field-group" id="id_kinds_field"')
    assert '<legend>Who? <span class="optional">optional</span></legend>' in html
    assert html.count('type="checkbox"') == 2


def test_a_checkbox_has_its_label_beside_it():
    html = rendered('<c-field :field="form.consent" />', form=NeedForm())
    assert '<label class="form-check-label" for="id_consent">They may see my name.</label>' in html
    assert "form-label" not in html


def test_the_summary_of_errors_links_to_each_field():
    html = rendered('<c-form-errors :form="form" />', form=NeedForm({"kinds": ["z"]}))
    assert '<a href="#id_text">What: This field is required.</a>' in html
    assert '<a href="#id_kinds_field">Kinds: ' in html
    assert '<a href="#id_consent">They may see my name: This field is required.</a>' in html


def test_a_form_without_errors_has_no_summary():
    assert rendered('<c-form-errors :form="form" />', form=NeedForm()) == ""


def test_pages_are_offered_around_the_present_one_and_the_rest_of_the_address_stays():
    html = rendered('<c-pagination :page="5" :pages="90" />', path="/list/?q=a+b&page=5")
    assert [text for text in ("1", "4", "6", "90") if f'<a href="?q=a+b&amp;page={text}">{text}</a>' in html] == [
        "1",
        "4",
        "6",
        "90",
    ]
    assert '<span class="here" aria-current="page">5</span>' in html
    assert html.count('class="gap"') == 2
    assert '<a rel="next" href="?q=a+b&amp;page=6">' in html


def test_a_single_page_needs_no_pagination():
    assert rendered('<c-pagination :page="1" :pages="1" />') == ""


def test_a_long_list_offers_previous_and_next_alone():
    html = rendered('<c-pagination next="?after=7" />')
    assert '<a rel="next" href="?after=7">' in html
    assert "prev" not in html


def test_the_last_options_of_a_facet_are_folded_away():
    options = [{"value": str(i), "label": f"option {i}", "count": i, "is_on": i == 1} for i in range(5)]
    html = rendered('<c-facet legend="Kind" name="kind" :options="options" :shown="3" />', options=options)
    assert html.index("option 2") < html.index("<details") < html.index("option 3")
    assert "Show all 5" in html
    assert html.count(" checked") == 1
    assert html.count("</details>") == 1


def test_a_deadline_says_in_words_how_near_it_is():
    soon = timezone.now() + timedelta(days=9, hours=1)
    html = rendered('<c-deadline :value="at" />', at=soon)
    assert 'class="deadline"' in html
    assert "in 9 days" in html
    assert "closed" in rendered('<c-deadline :value="at" />', at=timezone.now() - timedelta(days=1))
    assert rendered('<c-deadline :value="none" />', none=None) == '<span class="muted">no deadline</span>'


def test_a_moment_is_written_in_the_zone_of_the_call():
    at = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    html = rendered('<c-date-time :value="at" zone="Europe/Brussels" />', at=at)
    assert html == '<time datetime="2026-11-30T16:00:00+00:00" class="num">30 Nov 2026, 17:00 CET</time>'


def test_waiting_turns_late_after_the_days_given():
    assert "waiting late" in rendered(
        '<c-waiting-clock :since="at" :late_days="5" />', at=timezone.now() - timedelta(days=6)
    )
    assert "late" not in rendered(
        '<c-waiting-clock :since="at" :late_days="5" />', at=timezone.now() - timedelta(days=4)
    )


def test_money_stands_as_the_language_writes_it():
    assert rendered('<c-money :amount="x" />', x=Decimal("50000")) == '<span class="money num">€50,000</span>'
    with translation.override("de"):
        assert rendered('<c-money :amount="x" />', x=Decimal("1234.5")) == '<span class="money num">1.234,50 €</span>'


def test_a_map_links_its_pins_and_lists_the_same_places():
    points = [
        {"id": "1", "lon": 14.5, "lat": 46.05, "label": "Lab", "href": "#r1", "country": "SI"},
        {"id": "2", "lon": -155.0, "lat": 19.5, "label": "Far Lab", "href": "#r2", "country": "US"},
    ]
    html = rendered('<c-map label="Map of two results" :points="points" :numbered="True" />', points=points)
    assert 'role="group" aria-label="Map of two results"' in html
    assert '<a href="#r1" aria-label="1 Lab">' in html
    assert "Not on this map: 1" in html
    assert '<li><a href="#r2">Far Lab</a> <span class="muted">US</span></li>' in html


def test_a_map_without_places_is_one_picture():
    html = rendered('<c-map label="Map" :points="[]" />')
    assert 'role="img" aria-label="Map"' in html
    assert "No place to show." in html


def test_a_bar_chart_is_a_table():
    html = rendered(
        '<c-bar-chart caption="Requests" label_head="Centre" value_head="n" :rows="rows" />',
        rows=[{"label": "A", "value": 40}, {"label": "B", "value": 10}],
    )
    assert "<caption>Requests</caption>" in html
    assert 'width="25%"' in html
    assert '<td class="r num">10</td>' in html


def test_the_honeypot_is_hidden_from_people_and_carries_the_token():
    html = rendered('<c-honeypot token="signed" />')
    assert 'tabindex="-1" autocomplete="off"' in html
    assert '<input type="hidden" name="opened" value="signed">' in html


def test_steps_tell_which_one_is_now():
    html = rendered(
        '<c-steps :items="items" :current="2" />', items=[{"label": "a", "href": "/a"}, {"label": "b"}, {"label": "c"}]
    )
    assert html.count('aria-current="step"') == 1
    assert '<li class="done">' in html
    assert '<a href="/a">a</a>' in html
