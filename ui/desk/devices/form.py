"""The form of one device: drawn from its driver's options, tested before it is saved."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCompleter, QLabel, QVBoxLayout

from ui.common.command_button import CommandButton
from ui.common.labels import name_of
from ui.desk.actions import succeeded
from ui.desk.answers import code_words
from ui.desk.devices.controls import reason_of
from ui.desk.devices.option_fields import FieldBox, OptionBox, is_shown
from ui.desk.devices.policies import PoliciesBox
from ui.desk.devices.profile_form import PROFILE, ProfileForm
from ui.desk.devices.tested import tested_words
from ui.desk.devices.words import said
from ui.desk.families import Families
from ui.desk.kit import Kit
from ui.desk.sources.fields import Choice, Editor, LongField, Switch, TextField
from ui.desk.sources.view import SubView
from wallctl.domain.commands import Answer, DeviceAdd, DeviceTest, DeviceUpdate, Result
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.options import OptionKind, complete
from wallctl.domain.devices.points import Value
from wallctl.domain.errors import Invalid

OWN = ("name", "name_en", "place", "rack", "enabled", "note")
_NEW = Device("", "", "")


class DeviceForm(SubView):
    """`open_for` fills it. A secret is sent and forgotten; the one that is kept is not shown."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        words, scale = kit.words, kit.scale
        self.families = Families.of(kit.hub, kit.spawn)
        self._base = _NEW
        self._names: tuple[str, ...] = ()
        self.own = {key: FieldBox(kit, _own_editor(key)) for key in OWN}
        self.options: dict[str, OptionBox] = {}
        self.driver: FieldBox | None = None
        self.profile: ProfileForm | None = None  # where the driver takes one of one's own
        self.cited = QLabel()
        self.cited.setProperty("role", "muted")
        self.cited.setWordWrap(True)
        self.policies = PoliciesBox(kit)
        self._middle, self._family = QVBoxLayout(), QVBoxLayout()
        for layout in (self._middle, self._family):
            layout.setSpacing(scale.mm(1.6))
        column = QVBoxLayout(self.inner)
        column.setContentsMargins(0, 0, scale.mm(1.6), 0)
        column.setSpacing(scale.mm(1.6))
        for key in ("name", "name_en"):
            column.addWidget(self.own[key])
        column.addLayout(self._family)
        column.addWidget(self.cited)
        column.addLayout(self._middle)
        for key in ("place", "rack", "enabled", "note"):
            column.addWidget(self.own[key])
        column.addWidget(self.policies)
        column.addStretch(1)
        self.test = CommandButton(words, scale, "devices.test")
        self.save = CommandButton(words, scale, lambda: words(self._save_key()))
        self.test.fired.connect(self._test)
        self.save.fired.connect(self._save)
        self.buttons.addWidget(self.back)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.test)
        self.buttons.addWidget(self.save)
        self.families.changed.connect(self._families_came)
        words.changed.connect(self._say_all)

    @property
    def is_new(self) -> bool:
        return not self._base.id

    def open_for(self, device: Device | None) -> None:
        """None for a new one."""
        self._base = device or _NEW
        for key, box in self.own.items():
            box.editor.put(getattr(self._base, key))
            box.mark("")
        self._offer()
        self.say("")
        self._choose_family()
        self._say_all()
        self.scroll.verticalScrollBar().setValue(0)
        self.own["name"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        for box in self.options.values():
            if box.is_secret:
                box.editor.put("")

    # -- which family -------------------------------------------------------------------------

    def _families_came(self) -> None:
        if self.isVisible():
            self._choose_family()
            self._say_all()

    def _choose_family(self) -> None:
        """The choice of families; of a known device it is fixed."""
        if self.driver is not None:
            _bury(self.driver)
        words = self.words
        titles = {card.name: card for card in self.families.cards}
        names = sorted(titles, key=lambda n: said(titles[n].title, words))
        if not self.is_new and self._base.driver not in names:
            names = [*names, self._base.driver]
        self._names = tuple(names)

        def name(code: str) -> str:
            card = self.families.card(code)
            return said(card.title, words) if card is not None else code

        self.driver = FieldBox(self.kit, Choice(words, names or [""], name))
        self.driver.editor.put(self._base.driver)
        self.driver.editor.setEnabled(self.is_new)
        self.driver.changed.connect(self._family_chosen)
        self._family.addWidget(self.driver)
        self._family_chosen()

    def _driver(self) -> str:
        return str(self.driver.editor.value()) if self.driver is not None else ""

    def _family_chosen(self) -> None:
        """The fields of its options, filled with what is saved."""
        for old in self.options.values():
            _bury(old)
        card = self.families.card(self._driver())
        known = dict(self._base.options)
        kept = bool(self._base.secret)
        self.options, self.profile = {}, None
        for option in card.options if card is not None else ():
            box = self.options[option.key] = OptionBox(self.kit, option)
            box.put(None if box.is_secret else known.get(option.key), kept=kept)
            box.changed.connect(self._lay)
            if option.key == PROFILE and isinstance(box.editor, LongField):
                self.profile = ProfileForm(self.kit, box.editor)
                box.column.addWidget(self.profile)
            self._middle.addWidget(box)
        state = next((s for s in self.kit.hub.observed.devices if s.device == self._base.id), None)
        points = state.points if state is not None and not self.is_new else ()
        self.policies.open(points, dict(self._base.policies))
        self._cite()
        self._lay()

    def _lay(self) -> None:
        values = {key: box.value() for key, box in self.options.items() if not box.is_secret}
        for box in self.options.values():
            box.setVisible(is_shown(box.option, values))

    def _offer(self) -> None:
        """Places and racks that are known complete what is typed."""
        devices = self.kit.hub.show.all(Device).values()
        for key in ("place", "rack"):
            field = self.own[key].editor
            if isinstance(field, TextField):
                known = sorted({str(getattr(d, key)) for d in devices if getattr(d, key)})
                completer = QCompleter(known, field)
                completer.setFilterMode(Qt.MatchFlag.MatchContains)
                field.setCompleter(completer)

    # -- words --------------------------------------------------------------------------------

    def _save_key(self) -> str:
        return "devices.save_new" if self.is_new else "devices.save"

    def _say_all(self) -> None:
        words = self.words
        for key, box in self.own.items():
            box.say(words(f"devices.field.{key}"))
        self.own["name"].say(words("devices.required", name=words("devices.field.name")))
        if self.driver is not None:
            self.driver.say(words("devices.field.driver"))
        for option in self.options.values():
            option.say_all()
        self.policies.say()
        self._cite()
        key = "devices.title_new" if self.is_new else "devices.title_edit"
        self.title.say(words(key, name=name_of(self._base, words)))
        self.save.say()

    def _cite(self) -> None:
        card = self.families.card(self._driver())
        if card is None:
            known = "devices.no_families" if self.is_new else "reason.no_driver"
            self.cited.setText(self.words(known))
        else:
            told = (card.makers, self.words("devices.manual", manual=card.manual))
            self.cited.setText("\n".join(part for part in told if part))

    # -- what is typed ------------------------------------------------------------------------

    def values(self) -> dict[str, Value]:
        """The options that are asked for, without secrets."""
        told = {key: box.value() for key, box in self.options.items() if not box.is_secret}
        return {key: told[key] for key in told if is_shown(self.options[key].option, told)}

    def secrets(self) -> dict[str, str]:
        """Those that were typed anew, or taken away."""
        told = {key: box.secret() for key, box in self.options.items() if box.is_secret}
        return {key: value for key, value in told.items() if value is not None}

    def _looked(self) -> bool:
        """Whether all that can be looked at here is well; else the field says what is wrong."""
        self._clear()
        values = self.values()
        open = [b.option for b in self.options.values() if b.option.kind is not OptionKind.SECRET]
        try:
            complete(open, values)
        except Invalid as wrong:
            self._point_at({key: str(value) for key, value in wrong.fields.items()})
            return False
        return True

    def _clear(self) -> None:
        self.say("")
        for box in (*self.own.values(), *self.options.values()):
            box.mark("")

    def _point_at(self, fields: dict[str, str]) -> None:
        key = fields.get("key", "").removeprefix("args.")
        bare = key.removeprefix("options.").removeprefix("secrets.")
        why = reason_of(self.kit, fields)
        box: FieldBox | None = self.options.get(bare) if bare != key else self.own.get(key)
        if key == "driver":
            box = self.driver
        if box is None or box.isHidden():
            self.say(why, wrong=True)
            return
        box.mark(why)
        self.say(self.words("devices.see_field", name=box.editor.accessibleName()), wrong=True)
        box.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scroll.ensureWidgetVisible(box)

    # -- asking -------------------------------------------------------------------------------

    def _test(self) -> None:
        if self._looked():
            self.say(self.words("test.running"))
            command = DeviceTest(
                self._driver(), self.values(), self.secrets(), device=self._base.id
            )
            self.kit.actions.ask(command, self.test, self._tested, what=self._what())

    def _tested(self, answer: Answer | None) -> None:
        if answer is not None and answer.result is Result.REFUSED:
            self._answered(answer)
            return
        state = next((s for s in self.kit.hub.observed.devices if s.device == self._base.id), None)
        good = answer is not None and answer.result is Result.DONE
        self.say(tested_words(answer, state, self.words), wrong=not good)

    def _what(self) -> str:
        return str(self.own["name"].editor.value())

    def _save(self) -> None:
        name = self._what()
        if not name.strip():
            self._clear()
            self._point_at({"key": "name", "reason": "empty"})
            return
        if not self._looked():
            return
        self.kit.actions.ask(
            self._add() if self.is_new else self._update(), self.save, self._answered, what=name
        )

    def _filled(self) -> Device:
        own = {key: box.editor.value() for key, box in self.own.items()}
        return replace(self._base, **own)  # type: ignore[arg-type]  # fields by their names

    def _add(self) -> DeviceAdd:
        filled = self._filled()
        return DeviceAdd(
            filled.name,
            self._driver(),
            name_en=filled.name_en,
            options=self.values(),
            place=filled.place,
            rack=filled.rack,
            enabled=filled.enabled,
            note=filled.note,
            secrets=self.secrets(),
        )

    def _update(self) -> DeviceUpdate:
        """Only what differs: another's change of the rest stays."""
        filled, base = self._filled(), self._base
        own = {
            key: getattr(filled, key) for key in OWN if getattr(filled, key) != getattr(base, key)
        }
        options, policies = self.values(), self.policies.policies()
        return DeviceUpdate(
            base.id,
            **own,
            options=options if self._differs(options) else None,
            policies=policies if policies != dict(base.policies) else None,
            secrets=self.secrets() or None,
        )

    def _differs(self, options: dict[str, Value]) -> bool:
        known = dict(self._base.options)
        before = {
            key: known.get(key, self.options[key].option.default)
            for key in self.options
            if key in options or key in known
        }
        return options != before

    def _answered(self, answer: Answer | None) -> None:
        if succeeded(answer):
            self.done.emit()
        elif answer is not None:
            fields = dict(answer.fields)
            if fields.get("key"):
                self._point_at({**fields, "reason": fields.get("reason", answer.code)})
            else:
                self.say(code_words(answer, self.words), wrong=True)


def _own_editor(key: str) -> Editor:
    if key == "enabled":
        return Switch()
    return LongField() if key == "note" else TextField()


def _bury(box: FieldBox) -> None:
    box.hide()
    box.setParent(None)
    box.deleteLater()
