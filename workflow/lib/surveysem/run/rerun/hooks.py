"""Telling others of a run, where the configuration asks for it: by webhook or by mail.

What is sent are outcome, counts, verdicts and their changes. Messages stay in the log: they may
name a row and its answer.
"""

import json
import smtplib
import urllib.request
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from typing import Any

SECONDS = 30
SENT = ("title", "outcome", "ended", "duration_seconds", "waves", "changes")


def call(stated: Mapping[str, Any], record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Call every hook that is stated; a hook that fails is reported and stops nothing.

    ``stated``: ``webhook`` (url), ``mail`` (host, port, from, to). Returns hook and outcome.
    """
    kinds: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], None]] = {
        "webhook": _post,
        "mail": _mail,
    }
    told = message_of(record)
    found = []
    for kind, send in kinds.items():
        if kind in stated:
            try:
                send(stated[kind], told)
                outcome = "sent"
            except Exception as error:
                outcome = f"failed: {type(error).__name__}: {error}"
            found.append({"hook": kind, "outcome": outcome})
    return found


def message_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a hook is told of a run: no message, no digest, no path."""
    told = {name: record[name] for name in SENT if name in record}
    told["waves"] = [
        {name: wave[name] for name in ("wave", "n", "verdicts")} for wave in record["waves"]
    ]
    return told


def _post(stated: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    request = urllib.request.Request(
        stated["url"],
        data=json.dumps(told, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=SECONDS):
        pass


def _mail(stated: Mapping[str, Any], told: Mapping[str, Any]) -> None:
    mail = EmailMessage()
    mail["Subject"] = f"{told['title']}: {told['outcome']}".replace("\n", " ")
    mail["From"] = stated["from"]
    mail["To"] = ", ".join(stated["to"])
    mail.set_content("\n".join(_lines(told)) + "\n")
    with smtplib.SMTP(stated["host"], stated.get("port", 25), timeout=SECONDS) as server:
        server.send_message(mail)


def _lines(told: Mapping[str, Any]) -> list[str]:
    lines = [f"{told['title']}: {told['outcome']} ({told['ended']})"]
    lines += [
        f"{one['hypothesis']}: {one['before']} in {one['wave_before']}, "
        f"{one['verdict']} in {one['wave']}"
        for one in told["changes"]
    ]
    return lines + [f"{wave['wave']}: n = {wave['n']}" for wave in told["waves"]]
