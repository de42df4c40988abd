"""A small client of Chromium's DevTools protocol, over a pair of pipes: no port, no package."""

import json
import os
import select
import shutil
import subprocess
import time
from base64 import b64decode
from fcntl import F_DUPFD_CLOEXEC, fcntl
from itertools import count
from pathlib import Path

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SECONDS = 60
HIGH = 20
OPTIONS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
)


def program():
    """The path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


class Browser:
    """One headless Chromium with one page."""

    def __init__(self, home):
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        # The browser reads from 3 and writes to 4, which may be taken here by one of the four.
        ends = [fcntl(end, F_DUPFD_CLOEXEC, HIGH) for end in (to_browser, from_browser)]
        self._process = subprocess.Popen(
            [program(), *OPTIONS, f"--user-data-dir={home}", "about:blank"],
            pass_fds=(3, 4),
            preexec_fn=lambda: [os.dup2(end, own) for end, own in zip(ends, (3, 4), strict=True)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for end in (to_browser, from_browser, *ends):
            os.close(end)
        self._numbers, self._buffer, self.events = count(1), b"", []
        targets = self._call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self._session = None
        attached = self._call("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self._call("Emulation.setFocusEmulationEnabled", enabled=True)

    def close(self):
        """End the browser."""
        os.close(self._write)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._read)

    def open(self, path, width=1280, height=900, dark=False, scripts=True, media="screen"):
        """Load a file in a window of this size; the events of the load begin anew."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self._call(
            "Emulation.setEmulatedMedia",
            media=media if media != "screen" else "",
            features=[scheme, still],
        )
        self._call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.events.clear()
        self._call("Page.navigate", url=Path(path).resolve().as_uri())
        self._await("Page.loadEventFired")

    def run(self, expression):
        """The value of a JavaScript expression in the page; a promise is waited for."""
        found = self._call(
            "Runtime.evaluate",
            expression=expression, returnByValue=True, awaitPromise=True, userGesture=True,
        )  # fmt: skip
        if "exceptionDetails" in found:
            raise AssertionError(found["exceptionDetails"])
        return found["result"].get("value")

    def press(self, key, **more):
        """Press and let go of a key, as a person does."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowDown": 40, "ArrowRight": 39}
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self._call(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key,
                windowsVirtualKeyCode=codes[key], **(text if kind == "keyDown" else {}), **more,
            )  # fmt: skip

    def point(self, x, y):
        """Move the mouse."""
        self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def type(self, text):
        """Write into the field that has the focus."""
        self._call("Input.insertText", text=text)

    def picture(self, path, whole=False, clip=None):
        """Save what the window shows, or the whole page, or a part of it, as PNG."""
        more = {"clip": {**clip, "scale": 1}} if clip else {}
        found = self._call(
            "Page.captureScreenshot", captureBeyondViewport=whole or bool(clip), **more
        )
        Path(path).write_bytes(b64decode(found["data"]))

    def _call(self, method, **params):
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if getattr(self, "_session", None):
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        answer = self._until(lambda heard: heard.get("id") == number)
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return answer["result"]

    def _await(self, method):
        if not any(event["method"] == method for event in self.events):
            self._until(lambda heard: heard.get("method") == method)

    def _until(self, wanted):
        deadline = time.monotonic() + SECONDS
        while True:
            while b"\0" not in self._buffer:
                left = deadline - time.monotonic()
                if left <= 0 or not select.select([self._read], [], [], left)[0]:
                    raise AssertionError("Chromium does not answer")
                chunk = os.read(self._read, 1 << 16)
                if not chunk:
                    raise AssertionError("Chromium has ended")
                self._buffer += chunk
            message, _, self._buffer = self._buffer.partition(b"\0")
            heard = json.loads(message)
            if "method" in heard:
                self.events.append(heard)
            if wanted(heard):
                return heard
