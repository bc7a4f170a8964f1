"""
What `graphkey audit` shows: changes put together from the lines of a log, and the verdict on one. Pure.

Rule: a log that is not there, or holds nothing, is never called whole.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from graphkey.lifecycle.audit.chain import Finding, Verdict, entry_of
from graphkey.lifecycle.audit.files import Files


def changes(lines: Iterator[bytes], strange: list[int]) -> list[dict[str, Any]]:
    """
    Put each request together with its answer.

    Args:
        strange: takes the numbers of lines that are no entries.
    """
    found: list[dict[str, Any]] = []
    asked: dict[Any, dict[str, Any]] = {}
    for number, line in enumerate(lines, 1):
        entry = entry_of(line)
        if entry is None:
            strange.append(number)
            continue
        if entry["n"] == 1:  # a log that began anew counts from 1 again
            asked.clear()
        if entry["event"] == "continued":
            continue
        if entry.get("of") is not None and entry["of"] in asked:
            asked[entry["of"]] |= _outcome(entry)
            continue
        found.append(_change(entry))
        if entry["event"] == "asked":
            asked[entry["n"]] = found[-1]
        else:  # the log could not be written when the request left
            found[-1] |= _outcome(entry)
    return found


def _change(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{one: entry.get(one) for one in ("at", "context")},
        "by": entry.get("by", {}),
        **{one: entry.get(one) for one in ("method", "url")},
        "thumbprints": entry.get("thumbprints", []),
        "batch": entry.get("batch", []),
        "status": None, "error": None, "request_id": None, "line": entry.get("n"),
    }  # fmt: skip


def _outcome(entry: Mapping[str, Any]) -> dict[str, Any]:
    known = {one: entry.get(one) for one in ("status", "error", "request_id")}
    return known | ({"answers": entry["batch"]} if "batch" in entry else {})


def change_text(one: Mapping[str, Any]) -> str:
    """Write a change: a line for it, one for each certificate, and one for each write of a batch."""
    by = one["by"]
    who = by.get("user") or by.get("app") or by.get("object") or "unknown"
    answer = one["status"] or f"NO ANSWER {one['error'] or ''}".rstrip()
    code = f" {one['error']}" if one["status"] and one["error"] else ""
    lines = [f"{one['at']}  {one['context']}  {who}  {one['method']} {one['url']}  {answer}{code}"]
    lines += [f"    certificate {thumbprint}" for thumbprint in one["thumbprints"]]
    answers = {str(item.get("id")): item.get("status") for item in one.get("answers", [])}
    lines += [
        f"    {item.get('method')} {item.get('url')}  {answers.get(str(item.get('id')), 'NO ANSWER')}"
        for item in one["batch"]
    ]
    return "\n".join(lines)


def verdict_document(verdict: Verdict, files: Files, *, is_sealed: bool, allow_empty: bool) -> dict[str, Any]:
    """
    Write a verdict for programs.

    Returns: `continues` is the line of an earlier file, not checked, that the first line follows; null when the log begins here.
    """
    nothing = () if allow_empty and not verdict.lines else _nothing(verdict, files)
    findings = [*nothing, *(_placed(one, files) for one in verdict.findings)]
    return {
        "files": list(files.paths),
        "ok": not findings,
        "lines": verdict.lines,
        "head": str(verdict.head) if verdict.head else None,
        "continues": str(verdict.after) if verdict.after else None,
        "sealed": "key" if is_sealed else "hash",
        "findings": findings,
    }


def _nothing(verdict: Verdict, files: Files) -> list[dict[str, Any]]:
    """List the findings of files that are not there, or of a log without a line."""
    said = "is not there: nothing was changed yet, or it was removed"
    found = [{"file": path, **Finding(None, "missing", said)._asdict()} for path in files.missing]
    if not verdict.lines and not found:
        said = "holds no line: nothing was changed yet, or it was emptied"
        found.append({"file": files.paths[-1], **Finding(None, "empty", said)._asdict()})
    return found


def _placed(one: Finding, files: Files) -> dict[str, Any]:
    path, line = files.where(one.line) if one.line else (files.paths[-1], None)
    return {"file": path, **one._replace(line=line)._asdict()}


def verdict_text(document: Mapping[str, Any]) -> str:
    """Write a verdict for a person."""
    several, lines = len(document["files"]) > 1, document["lines"]
    number = f"{lines} line{'s' * (lines != 1)}, sealed by {document['sealed']}" if lines else "no lines"
    shown = [f"{', '.join(document['files'])}: {number}"]
    for one in document["findings"]:
        where = " ".join([*([one["file"]] if several else []), *([f"line {one['line']}"] if one["line"] else [])])
        shown.append(f"FAIL  {where}{' ' if where else ''}{one['sentence']} [{one['id']}]")
    if document["continues"]:
        shown.append(f"goes on after line {document['continues']} of an earlier file, which was not given")
    shown += [f"head  {document['head']}"] if document["head"] else []
    if document["ok"]:
        shown.append("ok    every line follows the one before it" if lines else "ok    there is nothing to check")
    return "\n".join([*shown, ""])


def archived_text(document: Mapping[str, Any]) -> str:
    """Write what became of a log."""
    if document["archived"] is None:
        return f"{document['log']} holds no line: it stays as it is\n"
    return f"{document['archived']}: the log so far\n{document['log']}: goes on from there\nhead  {document['head']}\n"
