"""Devices found on the network: proposals, taken into the form by a person or left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout

from ui.common.command_button import CommandButton
from ui.common.labels import clock_words
from ui.desk.kit import Kit
from ui.desk.sources.view import SubView
from wallctl.domain.address import host_of
from wallctl.domain.commands import Answer, Result, SourceFind
from wallctl.domain.entities import Medium, Source
from wallctl.domain.observed import Proposal

SECONDS = 4.0
_PROPOSAL = int(Qt.ItemDataRole.UserRole)


class FoundView(SubView):
    """`accepted` with the source that the form starts from."""

    accepted = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSpacing(scale.mm(0.6))
        self.list.itemActivated.connect(lambda _: self._accept())
        self.list.currentItemChanged.connect(lambda *_: self._open_or_shut())
        layout = QVBoxLayout(self.inner)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        self.find = CommandButton(words, scale, "found.find")
        self.find.fired.connect(self.search)
        self.accept = CommandButton(words, scale, "found.accept")
        self.accept.fired.connect(self._accept)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.find)
        self.buttons.addWidget(self.accept)
        kit.hub.observed_changed.connect(self._show)
        words.changed.connect(self._show)
        self._shown: tuple[Proposal, ...] | None = None
        self._show()

    def search(self) -> None:
        self.say(self.words("found.running", n=round(SECONDS)))
        self.kit.actions.ask(SourceFind(SECONDS), self.find, self._answered)

    def _answered(self, answer: Answer | None) -> None:
        if answer is None or answer.result is Result.FAILED:
            there = answer is not None and answer.code not in {"no_network", "no_discovery"}
            self.say(self.words("found.failed" if there else "found.no_network"), wrong=True)
        elif answer.result is Result.REFUSED:
            self.say(self.words("refusal.not_allowed"), wrong=True)
        else:
            count = dict(answer.fields).get("count", "0")
            part = self.words("found.part") if answer.result is Result.PART else ""
            self.say(self.words("found.count", n=count) + part)

    def _show(self) -> None:
        self.title.say(self.words("found.title"))
        self.list.setAccessibleName(self.words("found.title"))
        proposals = self.kit.hub.observed.proposals
        at = self.list.currentRow()
        self.list.clear()
        known, codes = self._known_hosts(), self._known_codes()
        for one in proposals:
            said = [one.name or self.words("found.nameless"), one.model]
            first = " · ".join(part for part in said if part)
            third = f"{one.how.upper()}  {clock_words(one.at)}"
            # All cameras of a platform come from its one host.
            here = host_of(one.address).partition(":")[0] in known
            if one.code in codes if one.code else here:
                third += "  " + self.words("found.known")
            item = QListWidgetItem(f"{first}\n{one.address}\n{third}")
            item.setData(_PROPOSAL, one)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(at, 0), self.list.count() - 1))
        self._open_or_shut()

    def _known_hosts(self) -> set[str]:
        sources = self.kit.hub.show.sources.values()
        return {host_of(s.main).partition(":")[0] for s in sources} - {""}

    def _known_codes(self) -> set[str]:
        return {s.code for s in self.kit.hub.show.sources.values()} - {""}

    def _open_or_shut(self) -> None:
        self.accept.setEnabled(self.list.currentItem() is not None)

    def _accept(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.accepted.emit(source_from(item.data(_PROPOSAL)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.hasFocus():
            self._accept()
        else:
            super().keyPressEvent(event)


def source_from(proposal: Proposal) -> Source:
    """What the form starts from. An ONVIF device says its own address only: the stream's path has
    to be filled in."""
    address = proposal.address
    if proposal.how == "onvif":
        host = host_of(address)
        bare = host if host.startswith("[") else host.partition(":")[0]
        address = f"rtsp://{bare}/"
    return Source("", proposal.name, Medium.STREAM, address, code=proposal.code)
