from django.apps import AppConfig


class ReadersConfig(AppConfig):
    name = "broadsheet.readers"
    label = "readers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Readers"

    def ready(self) -> None:
        from broadsheet.store.absorbed import MOVERS

        from . import signals
        from .discussions import adopt

        signals.connect()
        MOVERS.append(adopt)
