"""The form of one source: add, change, or put another device in its place; with a test."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QLabel, QWidget

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.desk.actions import succeeded
from ui.desk.families import Families
from ui.desk.inputs import inputs_of, switchers
from ui.desk.kit import Kit
from ui.desk.offered import Offered
from ui.desk.sources.cameras import cameras
from ui.desk.sources.fields import (
    SPECS,
    Choice,
    Editor,
    SecretField,
    Switch,
    TextField,
    editor_of,
    is_for,
    word_of,
)
from ui.desk.sources.filled import BadField, source_of, values_of
from ui.desk.sources.tested import test_good, tested_words
from ui.desk.sources.typed import taken_apart
from ui.desk.sources.view import SubView
from wallctl.domain.behind import can_be_opened
from wallctl.domain.commands import Answer, SourceAdd, SourceReplace, SourceTest, SourceUpdate
from wallctl.domain.devices.entities import Device, DevicePort
from wallctl.domain.entities import Medium, Source
from wallctl.domain.uses import uses_of_source


class Purpose(StrEnum):
    ADD = "add"
    EDIT = "edit"
    REPLACE = "replace"


class SourceForm(SubView):
    """`open_for` fills it. A password is sent and forgotten; the one that is kept is not shown."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.purpose = Purpose.ADD
        self._base = Source("", "", Medium.STREAM)
        words = kit.words
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        grid = QGridLayout(self.inner)
        grid.setContentsMargins(0, 0, kit.scale.mm(1.6), 0)
        grid.setHorizontalSpacing(kit.scale.mm(2))
        grid.setVerticalSpacing(kit.scale.mm(1.2))
        grid.setColumnStretch(1, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for row, spec in enumerate(SPECS):
            editor = self.editors[spec.key] = editor_of(spec, words)
            label = self._labels[spec.key] = QLabel()
            label.setProperty("role", "small")
            label.setBuddy(editor)
            grid.addWidget(label, row, 0, right)
            grid.addWidget(editor, row, 1)
        grid.setRowStretch(len(SPECS), 1)
        self.test = CommandButton(words, kit.scale, "sources.test")
        self.test.fired.connect(self._test)
        self.save = CommandButton(
            words, kit.scale, lambda: words(f"sources.save.{self.purpose.value}")
        )
        self.save.fired.connect(self._save)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.test)
        self.buttons.addWidget(self.save)
        medium = self.editors["medium"]
        assert isinstance(medium, Choice)
        medium.picked.connect(self._lay)
        device, at = self.editors["port.device"], self.editors["port.input"]
        assert isinstance(device, Offered)
        assert isinstance(at, Offered)
        self._device, self._input = device, at
        camera = self.editors["camera"]
        assert isinstance(camera, Offered)
        self._camera = camera
        self._families = Families.of(kit.hub, kit.spawn)
        self._families.changed.connect(self._observed)
        device.picked.connect(self._device_picked)
        kit.hub.observed_changed.connect(self._observed)
        for key in ("main", "sub"):
            field = self.editors[key]
            assert isinstance(field, TextField)
            field.editingFinished.connect(lambda k=key: self._take_apart(k))
        words.changed.connect(self._say_all)

    def open_for(self, purpose: Purpose, source: Source) -> None:
        """`source` is the known one, or what a new one starts from."""
        self.purpose, self._base = purpose, source
        for key, value in values_of(source, self.kit.hub.show).items():
            self.editors[key].put(value)
        if purpose is Purpose.REPLACE:
            for key in ("main", "sub", "user", "code"):
                self.editors[key].put("")
        self.say("")
        self._families.load()
        self._offer()
        self._say_all()
        self._lay()
        self.scroll.verticalScrollBar().setValue(0)
        first = self.editors["main" if purpose is Purpose.REPLACE else "name"]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.editors["password"].put("")

    def values(self) -> dict[str, object]:
        return {key: editor.value() for key, editor in self.editors.items()}

    def _medium(self) -> Medium:
        return Medium(str(self.editors["medium"].value()))

    def _lay(self) -> None:
        """Only what the medium has, and of a replaced device only what is the device's own."""
        medium = self._medium()
        # Another medium is another device.
        self.editors["medium"].setEnabled(self.purpose is not Purpose.EDIT)
        for spec in SPECS:
            there = is_for(spec, medium) and (self.purpose is not Purpose.REPLACE or spec.device)
            if spec.key.startswith("port."):
                there = there and self._has_switchers()
            if spec.key == "camera":
                there = there and self._has_cameras()
            if spec.key == "port.input":
                there = there and bool(self._device.value())
            self.editors[spec.key].setVisible(there)
            self._labels[spec.key].setVisible(there)

    def _offer(self) -> None:
        """Departments and names that are known complete what is typed."""
        sources = self.kit.hub.show.sources.values()
        offers = {
            "department": sorted({s.department for s in sources if s.department}),
            "backup": sorted({s.name for s in sources if s.id != self._base.id})[:2000],
        }
        for key, known in offers.items():
            field = self.editors[key]
            if isinstance(field, TextField):
                completer = QCompleter(known, field)
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
                field.setCompleter(completer)

    def _has_switchers(self) -> bool:
        hub = self.kit.hub
        return self._base.port is not None or bool(switchers(hub.show, hub.observed.devices))

    def _offer_ports(self) -> None:
        """The devices that switch pictures, and the inputs of the chosen one."""
        hub, words = self.kit.hub, self.words
        devices = [(d.id, name_of(d, words)) for d in switchers(hub.show, hub.observed.devices)]
        self._device.offer((("", words("sources.no_port")), *devices))
        chosen = self._device.value()
        state = next((s for s in hub.observed.devices if s.device == chosen), None)
        self._input.offer(inputs_of(hub.show.all(Device).get(chosen), state, words))

    def _has_cameras(self) -> bool:
        return bool(self._base.camera) or self._camera.count() > 1

    def _offer_cameras(self) -> None:
        hub, words = self.kit.hub, self.words
        found = cameras(hub.show, hub.observed.devices, self._families.card, words)
        had = self._has_cameras()
        self._camera.offer((("", words("sources.no_camera")), *found))
        if self._has_cameras() != had:
            self._lay()

    def _observed(self) -> None:
        if self.isVisible():
            self._offer_ports()
            self._offer_cameras()

    def _device_picked(self) -> None:
        self._input.put("")
        self._offer_ports()
        self._lay()

    def _say_all(self) -> None:
        words = self.words
        self._offer_ports()
        self._offer_cameras()
        for spec in SPECS:
            said = words(word_of(spec.key))
            editor = self.editors[spec.key]
            editor.setAccessibleName(said)
            if isinstance(editor, Switch):
                self._labels[spec.key].setText("")
                editor.setText(said)
            else:
                self._labels[spec.key].setText(said)
            if isinstance(editor, SecretField):
                kept = bool(self._base.secret) and self.purpose is Purpose.EDIT
                editor.setPlaceholderText(words("sources.kept" if kept else "sources.no_password"))
        name = name_of(self._base, words)
        key = f"sources.title.{self.purpose.value}"
        used = len(uses_of_source(self.kit.hub.show, self._base.id)) if self._base.id else 0
        self.title.say(words(key, name=name, n=used))
        self.save.say()

    def _take_apart(self, key: str) -> None:
        """An address that was pasted with user and password: each into its own field."""
        field = self.editors[key]
        address, user, password = taken_apart(str(field.value()))
        if address != field.value() and (user or password):
            field.put(address)
            self.editors["user"].put(user)
            secret = self.editors["password"]
            if password and isinstance(secret, SecretField):
                secret.setText(password)

    # -- asking -------------------------------------------------------------------------------

    def _read(self) -> Source | None:
        """The source as typed; None, with its reason said, where a field cannot be read."""
        try:
            return source_of(self.values(), self._base, self.kit.hub.show)
        except BadField as bad:
            self._point_at(bad.key, bad.reason)
            return None

    def _point_at(self, key: str, reason: str) -> None:
        key = key.removeprefix("source.").partition("[")[0]
        key = key if key in self.editors else f"options.{key.rpartition('.')[2]}"
        for ending in (".w", ".h"):
            key = "options.size" if key.endswith(ending) else key
        words = self.words
        keys = (f"import.reason.{reason}", f"refusal.{reason}")
        why = next((words(one) for one in keys if words.has(one)), reason)
        if key in self.editors:
            self.say(f"{words(word_of(key))}: {why}", wrong=True)
            editor: QWidget = self.editors[key]
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self.scroll.ensureWidgetVisible(editor)
        else:
            self.say(why, wrong=True)

    def _test(self) -> None:
        source = self._read()
        if source is not None and not can_be_opened(source):
            self.say(self.words("sources.port_untested"))
        elif source is not None:
            self.say(self.words("test.running"))
            self.kit.actions.ask(SourceTest(source=source), self.test, self._tested)

    def _tested(self, answer: Answer | None) -> None:
        if answer is not None and answer.result.value == "refused":
            self._answered(answer)
            return
        self.say(tested_words(answer, self.words), wrong=not test_good(answer))

    def _save(self) -> None:
        source = self._read()
        if source is None:
            return
        command: SourceAdd | SourceUpdate | SourceReplace
        match self.purpose:
            case Purpose.ADD:
                command = SourceAdd(source)
            case Purpose.REPLACE:
                command = SourceReplace(
                    source.id,
                    source.main,
                    source.sub,
                    source.medium,
                    source.player,
                    source.options,
                    source.code,
                )
            case Purpose.EDIT:
                command = self._update(source)
        self.kit.actions.ask(command, self.save, self._answered, what=source.name)

    def _update(self, source: Source) -> SourceUpdate:
        """Only what differs: another operator's change of the rest stays. Where the password is
        new, both addresses go along, for it is within them."""
        fields = {
            key: value
            for key in SourceUpdate.__dataclass_fields__
            if key not in ("id", "secret")
            and (value := getattr(source, key)) != getattr(self._base, key)
        }
        if "port" in fields and source.port is None:
            fields["port"] = DevicePort("", "")  # in none any more
        return SourceUpdate(source.id, **fields)

    def _answered(self, answer: Answer | None) -> None:
        if succeeded(answer):
            self.done.emit()
        elif answer is not None:
            fields = dict(answer.fields)
            key = fields.get("key", "").removeprefix("args.")
            self._point_at(key, fields.get("reason", answer.code))
