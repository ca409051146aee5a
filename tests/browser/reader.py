"""A person with a browser, as tests use one."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page, Route

PICTURE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 800"><rect width="1200" height="800"
fill="#cfd8d7"/><path d="M0 800L380 330 620 560 850 260 1200 800z" fill="#7b8d90"/>
<circle cx="930" cy="190" r="70" fill="#f4f6f5"/></svg>"""


class Reader:
    """A person with a browser: their language, theme and screen; every request they cause is noted."""

    def __init__(self, context: BrowserContext, server: str, pictures: bool) -> None:
        self.context, self.server = context, server
        self.requests: list[str] = []
        self.complaints: list[str] = []
        context.route(f"{server}/picture/**", self._picture if pictures else self._leave_waiting)
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        blocked = text == "Service Worker registration blocked by Playwright"  # as asked for in ReaderMaker
        if kind in {"error", "warning"} and not blocked:
            self.complaints.append(text)

    def _picture(self, route: Route) -> None:
        route.fulfill(body=PICTURE, content_type="image/svg+xml")

    def _leave_waiting(self, route: Route) -> None:
        """The picture is still on its way as long as the test lasts."""

    def open(self, path: str) -> Page:
        self.page.goto(self.server + path, wait_until="load")
        return self.page


class ReaderMaker:
    """Makes readers, and closes their browsers' windows in the end."""

    def __init__(self, browser: Browser, server: str) -> None:
        self.browser, self.server = browser, server
        self.contexts: list[BrowserContext] = []

    def __call__(
        self,
        language: str = "en",
        theme: str = "light",
        width: int = 1440,
        scripts: bool = True,
        pictures: bool = True,
        worker: bool = False,
    ) -> Reader:
        context = self.browser.new_context(
            locale=language,
            color_scheme="dark" if theme == "dark" else "light",
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            service_workers="allow" if worker else "block",
        )
        # As the device's wish, and as a choice kept in cookies, which is what pages are told.
        names = {"language": language, "theme": theme}
        context.add_cookies([{"name": k, "value": v, "url": self.server} for k, v in names.items()])
        context.set_default_timeout(120_000)  # a machine that is busy is no fault of a page
        self.contexts.append(context)
        return Reader(context, self.server, pictures)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
