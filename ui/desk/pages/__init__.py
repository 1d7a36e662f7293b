"""The pages of the desk, in the order of the menu: a row for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.desk.kit import Kit
from ui.desk.page import Page
from ui.desk.pages.alarms import AlarmsPage
from ui.desk.pages.audio import AudioPage
from ui.desk.pages.behind import BehindPage
from ui.desk.pages.control import ControlPage
from ui.desk.pages.devices import DevicesPage
from ui.desk.pages.handover import HandoverPage
from ui.desk.pages.log import LogListPage
from ui.desk.pages.multiviewer import MultiviewerPage
from ui.desk.pages.overlays import OverlaysPage
from ui.desk.pages.scenes import ScenesPage
from ui.desk.pages.settings import SettingsPage
from ui.desk.pages.sources import SourcesPage
from ui.desk.pages.users import UsersPage
from ui.desk.pages.wizard import WizardPage


@dataclass(frozen=True, slots=True)
class PageRow:
    """`name`: words `page.NAME`, key function `page_NAME`. `needs` is a command kind that the
    role must be allowed, or the page is not there; empty for everyone."""

    name: str
    make: Callable[[Kit], Page]
    needs: str = ""


PAGES: tuple[PageRow, ...] = (
    PageRow("alarms", AlarmsPage),
    PageRow("log", LogListPage),
    PageRow("sources", SourcesPage),
    PageRow("devices", DevicesPage),
    PageRow("control", ControlPage),
    PageRow("audio", AudioPage, "audio.set"),
    PageRow("multiviewer", MultiviewerPage),
    PageRow("scenes", ScenesPage),
    PageRow("handover", HandoverPage),
    PageRow("overlays", OverlaysPage, "overlay.set"),
    PageRow("users", UsersPage, "user.add"),
    PageRow("settings", SettingsPage),
    PageRow("wizard", WizardPage, "wall.arrange"),
    PageRow("behind", BehindPage, "wall.behind"),
)
