from django.apps import AppConfig


class ReadConfig(AppConfig):
    name = "broadsheet.read"
    label = "read"
