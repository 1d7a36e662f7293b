"""A browser that only shows: no dialogs, windows, downloads, sound, permissions or input."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile, QObject, QUrl
from PySide6.QtWebEngineCore import (
    QWebEngineCertificateError,
    QWebEngineClientCertificateSelection,
    QWebEngineDownloadRequest,
    QWebEngineFullScreenRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineScript,
    QWebEngineSettings,
)

from ui.web.pulse import WATCH

LARGEST_STORE_BYTES = 64 * 1024 * 1024
_Setting = QWebEngineSettings.WebAttribute
_OFF = (
    _Setting.ErrorPageEnabled,
    _Setting.PluginsEnabled,
    _Setting.PdfViewerEnabled,
    _Setting.JavascriptCanOpenWindows,
    _Setting.JavascriptCanAccessClipboard,
    _Setting.JavascriptCanPaste,
    _Setting.FullScreenSupportEnabled,
    _Setting.ScreenCaptureEnabled,
    _Setting.ShowScrollBars,
    _Setting.PlaybackRequiresUserGesture,
    _Setting.HyperlinkAuditingEnabled,
    _Setting.DnsPrefetchEnabled,
    _Setting.NavigateOnDropEnabled,
    _Setting.LocalContentCanAccessRemoteUrls,
    _Setting.FocusOnNavigationEnabled,
    _Setting.AllowWindowActivationFromJavaScript,
    _Setting.SpatialNavigationEnabled,
)


class Profile:
    """One source's own browser profile: cookies that outlive a restart, nothing else kept.

    Sources share nothing. A profile that another worker has open, or whose folder cannot be
    written, is made without a store.
    """

    def __init__(self, source: str, parent: QObject) -> None:
        folder = _store_of(source)
        self._lock = _locked(folder)
        if self._lock is None:
            self.profile = QWebEngineProfile(parent)
        else:
            _bound(folder)
            self.profile = QWebEngineProfile(f"wallctl-{folder.name}", parent)
            self.profile.setPersistentStoragePath(str(folder))
            self.profile.setCachePath(str(folder / "cache"))
        self.profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.MemoryHttpCache)
        self.profile.setHttpCacheMaximumSize(8 * 1024 * 1024)
        self.profile.setPersistentPermissionsPolicy(
            QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime
        )
        self.profile.setHttpAcceptLanguage("zh-CN,zh;q=0.9,en;q=0.6")
        self.profile.setSpellCheckEnabled(False)
        self.profile.downloadRequested.connect(_refuse_download)
        self.profile.setNotificationPresenter(lambda notification: notification.close())
        self.profile.scripts().insert(_watch())

    def close(self) -> None:
        """To be called when the page is being deleted. The store is free once the profile is."""
        lock = self._lock
        if lock is not None:

            def free(*_: object) -> None:
                lock.unlock()

            self.profile.destroyed.connect(free)
        self.profile.deleteLater()


def _store_of(source: str) -> Path:
    name = hashlib.sha256(source.encode()).hexdigest()[:24]
    return platformdirs.user_cache_path("wallctl") / "web" / name


def _locked(folder: Path) -> QLockFile | None:
    """The folder's lock, or None where it is another's or cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    lock = QLockFile(str(folder) + ".lock")
    lock.setStaleLockTime(0)  # held as long as its process lives
    return lock if lock.tryLock(0) else None


def _bound(folder: Path) -> None:
    """Begins anew where a page has filled its store."""
    used = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
    if used > LARGEST_STORE_BYTES:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _watch() -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName("wallctl-watch")
    script.setSourceCode(WATCH)
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.ApplicationWorld)
    script.setRunsOnSubFrames(False)
    return script


def _refuse_download(request: QWebEngineDownloadRequest) -> None:
    request.cancel()


class ShownPage(QWebEnginePage):
    """A page that asks nobody anything. `trusts_any` accepts certificates that are not trusted."""

    def __init__(self, profile: QWebEngineProfile, trusts_any: bool, parent: QObject) -> None:
        super().__init__(profile, parent)
        self._trusts_any = trusts_any
        settings = self.settings()
        for setting in _OFF:
            settings.setAttribute(setting, False)
        settings.setUnknownUrlSchemePolicy(
            QWebEngineSettings.UnknownUrlSchemePolicy.DisallowUnknownUrlSchemes
        )
        for family in (
            QWebEngineSettings.FontFamily.StandardFont,
            QWebEngineSettings.FontFamily.SansSerifFont,
        ):
            settings.setFontFamily(family, "Noto Sans CJK SC")
        self.setAudioMuted(True)
        self.certificateError.connect(self._judge)
        self.permissionRequested.connect(_deny)
        self.fullScreenRequested.connect(_reject)
        self.selectClientCertificate.connect(_select_none)

    def _judge(self, error: QWebEngineCertificateError) -> None:
        if self._trusts_any and error.isOverridable():
            error.acceptCertificate()
        else:
            error.rejectCertificate()

    # Overrides of Qt's: each is a question to a person, and nobody is here to answer.

    def createWindow(self, _kind: object) -> QWebEnginePage | None:
        return None

    def javaScriptAlert(self, _origin: QUrl, _text: str) -> None:
        return

    def javaScriptConfirm(self, _origin: QUrl, _text: str) -> bool:
        return False

    def javaScriptPrompt(self, _origin: QUrl, _text: str, _default: str) -> tuple[bool, str]:
        return False, ""

    def javaScriptConsoleMessage(self, *_: object) -> None:
        """Pages write addresses and tokens to their console: nothing of it is kept."""

    def chooseFiles(self, *_: object) -> list[str]:
        return []


def _deny(permission: QWebEnginePermission) -> None:
    permission.deny()


def _reject(request: QWebEngineFullScreenRequest) -> None:
    request.reject()


def _select_none(selection: QWebEngineClientCertificateSelection) -> None:
    selection.selectNone()
