from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"

    def ready(self) -> None:
        from review import sign_ins  # noqa: F401 (connects the signals; models are ready only now)
