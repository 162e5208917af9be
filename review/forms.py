"""What a page may send, checked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.policy import GROUNDS
from review.models import Verdict
from review.selectors import STATES, QueueFilter

LETTERS = "abdefghilmopqrstuvwxyz56789"
"""Keys of the grounds. j, k, n, c and 1 to 3 do something else on the page."""

GROUND_KEYS = dict(zip(GROUNDS, LETTERS, strict=False))


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        choices=Verdict.Decision.choices, error_messages={"required": _("결정을 고르십시오.")}
    )
    grounds = forms.MultipleChoiceField(choices=[(code, code) for code in GROUNDS], required=False)
    note = forms.CharField(max_length=2000, required=False)
    seen = forms.IntegerField(min_value=0)

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        decision, grounds = cleaned.get("decision"), cleaned.get("grounds", [])
        if decision == "lure" and not grounds and "grounds" not in self.errors:
            self.add_error("grounds", _("미끼로 확정하려면 근거를 하나 이상 고르십시오."))
        if decision in ("lure", "not_lure") and any(GROUNDS[code].supports != decision for code in grounds):
            self.add_error("grounds", _("결정과 맞지 않는 근거가 있습니다."))
        return cleaned


class QueueForm(forms.Form):
    state = forms.ChoiceField(choices=[(state, state) for state in STATES], required=False)
    night = forms.CharField(max_length=10, required=False)
    source = forms.CharField(max_length=300, required=False)
    contact = forms.CharField(max_length=200, required=False)

    def chosen(self) -> QueueFilter:
        """A filter of the fields that hold; an address typed by hand may hold anything."""
        self.is_valid()
        known = {name: value for name, value in self.cleaned_data.items() if value}
        return QueueFilter(**known)
