from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.urls import path, reverse_lazy
from django.views.i18n import set_language

from review import views

handler400 = "review.errors.bad_request"
handler403 = "review.errors.forbidden"
handler404 = "review.errors.not_found"
handler500 = "review.errors.broken"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("alerts/<int:pk>/", views.alert, name="alert"),
    path("alerts/<int:pk>/decide/", views.decide, name="decide"),
    path("campaigns/<int:pk>/", views.campaign, name="campaign"),
    path("verdicts/<int:pk>/repeat/", views.repeat, name="repeat"),
    path("warnings/", views.warnings, name="warnings"),
    path("warnings/release/", views.release, name="release"),
    path("warnings/<str:version>/<str:name>", views.released_file, name="released_file"),
    path("labels/export/", views.export, name="export"),
    path("audit/", views.audit, name="audit"),
    path("account/", views.account, name="account"),
    path(
        "account/password/",
        auth.PasswordChangeView.as_view(
            template_name="review/password.html", success_url=reverse_lazy("account")
        ),
        name="password",
    ),
    path("login/", auth.LoginView.as_view(template_name="review/login.html"), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("healthz", views.healthz, name="healthz"),
]
