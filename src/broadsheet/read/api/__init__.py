"""The JSON API, version 1: what the pages show, as data. Read only; its OpenAPI document describes it."""
