"""Requests into calls, answers into pages. Decisions about data are made in services and selectors."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import DatabaseError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from records.jsonl import BadFile
from records.layout import Layout
from review import selectors, services
from review.alert_page import AlertPage, ground_choices
from review.forms import DecisionForm, QueueForm
from review.labels import export_labels
from review.models import Alert, Analyst, Campaign, Release, Verdict
from review.releases import compare, release_warnings


class SignedIn(HttpRequest):
    """A request that LoginRequiredMiddleware let through."""

    user: Analyst


RELEASED_FILES = {
    "warnings.csv": "text/csv",
    "standing.csv": "text/csv",
    "warnings.jsonl": "application/x-ndjson",
}


def layout() -> Layout:
    return Layout(settings.DATA)


def address(name: str, *args: object, query: str = "") -> str:
    return reverse(name, args=args) + (f"?{query}" if query else "")


@require_GET
def queue(request: SignedIn) -> HttpResponse:
    chosen = QueueForm(request.GET).chosen()
    page, rows = selectors.queue_page(chosen, request.GET.get("page"))
    shown = {
        "chosen": chosen,
        "query": chosen.query(),
        "page": page,
        "rows": rows,
        "counts": selectors.count_alerts(),
        "states": selectors.STATES,
        "nights": selectors.nights(),
        "sources": selectors.sources(),
    }
    return render(request, "review/queue.html", shown | _offer(request))


@require_GET
def alert(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(Alert.objects.select_related("campaign"), pk=pk)
    return _alert_page(request, row, DecisionForm())


def _alert_page(request: SignedIn, row: Alert, form: DecisionForm, status: int = 200) -> HttpResponse:
    chosen = QueueForm(request.GET).chosen()
    history = selectors.verdicts_of(row)
    rest = selectors.open_alerts_of(row.campaign_id).exclude(pk=row.pk)
    shown = {
        "row": row,
        "shown": AlertPage.of(row.read()),
        "form": form,
        "ticked": request.POST.getlist("grounds"),
        "grounds": ground_choices(),
        "history": history,
        "seen": history[0].pk if history else 0,
        "rest": rest.count(),
        "siblings": row.campaign.alerts.count() - 1,
        "query": chosen.query(),
        "following": selectors.next_alert(row, chosen),
        "preceding": selectors.previous_alert(row, chosen),
    }
    return render(request, "review/alert.html", shown | _offer(request), status=status)


def _offer(request: SignedIn) -> dict[str, object]:
    """The verdict just given, when its campaign has undecided alerts that it could be repeated on."""
    number = request.GET.get("offer", "")
    mine = Verdict.objects.filter(pk=int(number)) if number.isdecimal() and len(number) < 18 else None
    verdict = mine.filter(reviewer=request.user.code).select_related("alert").first() if mine else None
    left = selectors.open_alerts_of(verdict.alert.campaign_id).count() if verdict else 0
    return {"offer": verdict, "offer_left": left} if left else {}


@require_POST
def decide(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(Alert.objects.select_related("campaign"), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _alert_page(request, row, form, status=422)
    given = form.cleaned_data
    chosen = QueueForm(request.GET).chosen()
    following = selectors.next_alert(row, chosen)
    try:
        verdict = services.decide(row, request.user, **given)
    except services.DecidedMeanwhile:
        form.add_error(
            None, _("그사이 다른 분석가가 이 광고를 결정했습니다. 아래 이력을 보고 다시 결정하십시오.")
        )
        return _alert_page(request, row, form, status=409)
    query = chosen.query()
    if "campaign" in request.POST:
        repeated = services.apply_to_campaign(verdict, request.user)
        _say_repeated(request, len(repeated))
    else:
        query = "&".join(part for part in (query, f"offer={verdict.pk}") if part)
    if following is None:
        return redirect(address("queue", query=query))
    return redirect(address("alert", following.pk, query=query))


def _say_repeated(request: SignedIn, count: int) -> None:
    text = ngettext(
        "같은 캠페인의 광고 %(count)d건에 같은 결정을 적용했습니다.",
        "같은 캠페인의 광고 %(count)d건에 같은 결정을 적용했습니다.",
        count,
    )
    messages.success(request, text % {"count": count})


@require_POST
def repeat(request: SignedIn, pk: int) -> HttpResponse:
    """Repeats one's own verdict on the rest of its campaign."""
    mine = Verdict.objects.filter(reviewer=request.user.code).select_related("alert")
    repeated = services.apply_to_campaign(get_object_or_404(mine, pk=pk), request.user)
    _say_repeated(request, len(repeated))
    query = QueueForm(request.GET).chosen().query()
    back = request.POST.get("back", "")
    if back.isdecimal() and Alert.objects.filter(pk=back).exists():
        return redirect(address("alert", back, query=query))
    return redirect(address("queue", query=query))


@require_GET
def campaign(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(Campaign, pk=pk)
    alerts = selectors.alerts_of(row)
    page = Paginator(alerts, selectors.PAGE).get_page(request.GET.get("page"))
    mine = Verdict.objects.filter(alert__campaign=row, reviewer=request.user.code, followed=None)
    shown = {"row": row, "page": page, "offer": mine.order_by("-id").first()}
    shown["offer_left"] = selectors.open_alerts_of(row.pk).count()
    return render(request, "review/campaign.html", shown)


@require_GET
def warnings(request: SignedIn) -> HttpResponse:
    shown = {"change": compare(), "releases": selectors.releases()[:20], "files": RELEASED_FILES}
    return render(request, "review/warnings.html", shown)


@require_POST
def release(request: SignedIn) -> HttpResponse:
    try:
        version, _change = release_warnings(layout(), request.user.code)
        messages.success(request, _("%(version)s 판을 배포했습니다.") % {"version": version})
    except services.NothingToRelease:
        messages.info(request, _("지난 배포 이후 달라진 것이 없어 새 판을 만들지 않았습니다."))
    except BadFile as fault:
        messages.error(request, _("파일을 쓰지 못했습니다: %(fault)s") % {"fault": fault})
    return redirect("warnings")


@require_GET
def released_file(request: SignedIn, version: str, name: str) -> FileResponse:
    """A file of a release that is on record; nothing of the address reaches the disk unchecked."""
    recorded = get_object_or_404(Release, version=version)
    if name not in RELEASED_FILES:
        raise Http404
    path = layout().export(recorded.version) / name
    if not path.is_file():
        raise Http404
    services.note(request.user.code, "download", f"{recorded.version}/{name}")
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"lurewatch-{recorded.version}-{name}",
        content_type=RELEASED_FILES[name],
    )


@require_POST
def export(request: SignedIn) -> HttpResponse:
    try:
        report = export_labels(layout(), request.user.code)
        messages.success(
            request,
            _("판정 %(verdicts)d건과 광고 %(ads)d건을 학습용으로 내보냈습니다.")
            % {"verdicts": report.verdicts.total(), "ads": report.ads},
        )
    except BadFile as fault:
        messages.error(request, _("파일을 쓰지 못했습니다: %(fault)s") % {"fault": fault})
    return redirect("account")


@require_GET
def audit(request: SignedIn) -> HttpResponse:
    page = Paginator(selectors.audit_trail(), 100).get_page(request.GET.get("page"))
    return render(request, "review/audit.html", {"page": page})


@require_GET
def account(request: SignedIn) -> HttpResponse:
    return render(request, "review/account.html")


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database away"}, status=503)
    return JsonResponse({"status": "ok"})
