"""What review remembers: alerts as loaded, verdicts, released warnings, people and their traces."""

import secrets
from typing import Any, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import records

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without the letters that are read as another (I, L, O, 0, 1)."""


class AppendOnly(Exception):
    """An appended row was to be changed or removed. The database refuses it as well."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **_fields: Any) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__} rows are never edited.")

    def delete(self) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__} rows are never removed.")

    def bulk_update(self, *_args: Any, **_fields: Any) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__} rows are never edited.")


class Appended(models.Model):
    """A row that is written once. Migration 0002 holds the same in the database itself."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{type(self).__name__} rows are never edited.")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{type(self).__name__} rows are never removed.")


def new_code() -> str:
    return "R-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(5))


class Analyst(AbstractUser):
    """Somebody who may sign in. Verdicts and traces carry `code`, never the name."""

    code = models.CharField(max_length=40, unique=True, default=new_code)


class Campaign(models.Model):
    """Alerts that pipelines linked; its id never changes."""

    campaign_id = models.CharField(max_length=300, unique=True)

    def __str__(self) -> str:
        return self.campaign_id


class Alert(models.Model):
    """One alert as loaded. `record` is the whole record; the columns are what lists ask for."""

    alert_id = models.CharField(max_length=300, unique=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="alerts")
    night = models.CharField(max_length=10, db_index=True)
    source = models.CharField(max_length=300, db_index=True)
    ad_id = models.CharField(max_length=300)
    risk = models.FloatField()
    title = models.TextField()
    copies = models.PositiveIntegerField()
    record = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["-risk", "alert_id"]),)

    def __str__(self) -> str:
        return self.alert_id

    def read(self) -> records.Alert:
        return records.Alert.model_validate_json(self.record)


class AlertContact(models.Model):
    """A contact read in an alert's ad, to search by. `value` is canonical."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="contacts")
    type = models.CharField(max_length=20)
    value = models.TextField(db_index=True)


class Posting(models.Model):
    """One place where an alert's ad stands: the ad itself or one of its copies."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="postings")
    ad_id = models.CharField(max_length=300)


class Verdict(Appended):
    """One decision of one analyst; the latest of an alert wins. Rows stand in order of decision."""

    class Decision(models.TextChoices):
        LURE = "lure", _("미끼 광고")
        NOT_LURE = "not_lure", _("미끼 아님")
        UNSURE = "unsure", _("판단 보류")

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="verdicts")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    grounds = models.JSONField(default=list)
    note = models.TextField(blank=True)
    reviewer = models.CharField(max_length=40)
    decided_at = models.DateTimeField(default=timezone.now)
    model_version = models.CharField(max_length=300)
    followed = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    """The verdict on another alert of the campaign that this one repeats, if it was made in one click."""

    class Meta:
        indexes = (models.Index(fields=["alert", "-id"]),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(decision__in=["lure", "not_lure", "unsure"]), name="known_decision"
            ),
        )


class Release(Appended):
    """A warning list that went out."""

    version = models.CharField(max_length=40, unique=True)
    released_at = models.DateTimeField(default=timezone.now)
    released_by = models.CharField(max_length=40)


class ReleasedWarning(Appended):
    """One line of a released list: a `records.Warning` as JSON."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="lines")
    warning_id = models.CharField(max_length=300, db_index=True)
    op = models.CharField(max_length=3)
    record = models.TextField()

    def read(self) -> records.Warning:
        return records.Warning.model_validate_json(self.record)


class AuditEntry(Appended):
    """Who did what. `actor` is a reviewer code, or `-` for a command run on the machine."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.CharField(max_length=40)
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=300, blank=True)
    detail = models.TextField(blank=True)
