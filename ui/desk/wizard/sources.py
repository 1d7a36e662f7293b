"""Step 3, 信号源: imported from a file, or added by address and tested."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.common.labels import name_of, reason_words
from ui.common.parts import Said
from ui.desk.kit import Kit
from ui.desk.wizard.progress import Step
from ui.desk.wizard.step import StepPanel, field, row
from wallctl.domain.commands import Answer, Result, SourceAdd, SourceTest
from wallctl.domain.entities import Medium, Source, SourceKind

PAGE = "sources"


class SourcesStep(StepPanel):
    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, Step.SOURCES)
        words, scale = kit.words, kit.scale
        self.into_page = self.button("wizard.import", lambda: self.page_wanted.emit(PAGE))
        self.name = field(words, "wizard.source_name")
        self.address = field(words, "wizard.address", 500)
        self.test = self.button("wizard.test", self._test)
        self.add = self.button("wizard.add", self._add)
        for one in (self.name, self.address):
            one.textEdited.connect(lambda _: self._can())
            one.returnPressed.connect(self._add)
        self._tested = ""
        self.column.addLayout(row(scale, self.into_page, stretch=True))
        self.column.addWidget(Said(words, "wizard.by_address", "muted"))
        self.column.addWidget(self.name)
        self.column.addWidget(self.address)
        self.column.addLayout(row(scale, self.test, self.add, stretch=True))
        self.finish()
        self._can()

    def first(self) -> QWidget:
        return self.name

    def refresh(self) -> None:
        self.into_page.setVisible(self.kit.rights.may("source.import"))
        self._can()
        self._tell()

    def _source(self) -> Source | None:
        """What is typed in, once it can be one."""
        name, address = self.name.text().strip(), self.address.text().strip()
        if not name or not address:
            return None
        web = address.startswith(("http://", "https://"))
        return Source(
            "",
            name,
            Medium.WEB if web else Medium.STREAM,
            main=address,
            kind=SourceKind.BUSINESS if web else SourceKind.CAMERA,
        )

    def _can(self) -> None:
        ready = self._source() is not None
        self.test.setEnabled(ready and self.kit.rights.may("source.test"))
        self.add.setEnabled(ready and self.kit.rights.may("source.add"))

    def _test(self) -> None:
        source = self._source()
        if source is not None:
            self._tested = self.kit.words("wizard.testing")
            self._tell()
            self.kit.actions.ask(SourceTest(source=source), self.test, self._tested_as)

    def _tested_as(self, answer: Answer | None) -> None:
        words = self.kit.words
        if answer is None:
            self._tested = words("answer.unreachable")
        elif answer.result is Result.DONE:
            told = dict(answer.fields)
            self._tested = words(
                "wizard.picture",
                ms=told.get("first_picture_ms", "0"),
                size=f"{told.get('width', '0')}×{told.get('height', '0')}",
                codec=told.get("codec", "") or "-",
            )
        elif answer.result is Result.REFUSED:
            self.say_if_refused("source.test", answer)
            return
        else:
            self._tested = words("wizard.no_picture", why=reason_words(answer.code, words))
        self._tell()

    def _add(self) -> None:
        source = self._source()
        if source is not None:
            self.kit.actions.ask(SourceAdd(source), self.add, self._added)

    def _added(self, answer: Answer | None) -> None:
        if answer is not None and answer.result is Result.DONE:
            self.name.clear()
            self.address.clear()
            self._tested = ""
            self.name.setFocus()
            self.refresh()
        else:
            self.say_if_refused("source.add", answer)

    def _tell(self) -> None:
        words, sources = self.kit.words, self.kit.hub.show.sources
        lines = [self._tested] if self._tested else []
        if sources:
            newest = [name_of(one, words) for one in list(sources.values())[-4:]]
            joined = "、" if words.lang == "zh" else ", "
            lines.append(words("wizard.sources.now", n=len(sources), names=joined.join(newest)))
        else:
            lines.append(words("wizard.sources.none"))
        self.told.setText("\n".join(lines))
