"""
What looking gave, as metrics in Prometheus' text format, for node_exporter's textfile collector.

Pure. Instants are seconds since 1970, so that a rule can say `… - time() < 30 * 86400` and stays right between two looks.

Rule: a series is given once, all of a metric stand together, and no sample has a timestamp.
Rule: what could not be read has no series but `graphkey_watch_up` 0; nothing is filled in.
Source: https://prometheus.io/docs/instrumenting/exposition_formats
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from graphkey.lifecycle.activity import covered_until
from graphkey.lifecycle.watching.findings import SEVERITIES, Finding, Look

_Labels = tuple[tuple[str, str], ...]
METRICS: Mapping[str, str] = {
    "graphkey_watch_up": "Whether everything of the context could be read at the last look.",
    "graphkey_watch_last_look_timestamp_seconds": "When the last look ended, by the clock of the machine that looked.",
    "graphkey_watch_findings": "Findings of the last look, by severity.",
    "graphkey_connector_info": "An API connector, with its name and kind of authentication.",
    "graphkey_connector_covered_until_timestamp_seconds": "Until when some certificate is always valid; 0 when none is now.",
    "graphkey_certificate_not_before_timestamp_seconds": "When a certificate's validity begins.",
    "graphkey_certificate_not_after_timestamp_seconds": "When a certificate's validity ends.",
    "graphkey_certificate_active": "Whether the service shows the certificate to the API.",
}


def metrics(looks: Sequence[Look], found: Iterable[Finding], now: datetime) -> str:
    """
    Write the metrics of a look.

    Args:
        now: when it ended, by our own clock.
    """
    series: dict[str, dict[_Labels, int]] = {name: {} for name in METRICS}

    def put(metric: str, value: int, **labels: str) -> None:
        series[f"graphkey_{metric}"][tuple(labels.items())] = value

    for look in looks:
        whole = look.inventory is not None and not look.inventory.unread
        put("watch_up", int(whole), context=look.context)
        put("watch_last_look_timestamp_seconds", int(now.timestamp()), context=look.context)
        for severity in SEVERITIES:
            put("watch_findings", 0, context=look.context, severity=severity)
        for one in look.inventory.connectors if look.inventory else ():
            at = {"context": look.context, "connector_id": one.id}
            put("connector_info", 1, **at, connector=one.name, authentication=one.authentication)
            if one.authentication == "certificate":
                covered = covered_until(one.certificates, look.at)
                put("connector_covered_until_timestamp_seconds", _seconds(covered) if covered else 0, **at)
            for held in one.certificates:
                put(
                    "certificate_not_before_timestamp_seconds",
                    _seconds(held.not_before),
                    **at,
                    thumbprint=held.thumbprint,
                )
                put(
                    "certificate_not_after_timestamp_seconds",
                    _seconds(held.not_after),
                    **at,
                    thumbprint=held.thumbprint,
                )
                put("certificate_active", int(held.is_active), **at, thumbprint=held.thumbprint)
    counts = series["graphkey_watch_findings"]
    for finding in found:
        labels: _Labels = (("context", finding.context), ("severity", finding.severity))
        counts[labels] = counts.get(labels, 0) + 1
    return "".join(_family(name, rows) for name, rows in series.items() if rows)


def _family(name: str, rows: Mapping[_Labels, int]) -> str:
    lines = [f"# HELP {name} {METRICS[name]}", f"# TYPE {name} gauge"]
    for labels, value in rows.items():
        shown = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
        lines.append(f"{name}{{{shown}}} {value}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    plain = value.encode(errors="replace").decode()  # half a surrogate pair has no UTF-8
    return plain.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
