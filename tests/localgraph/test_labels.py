"""Labels: what an application is told to do, and which label is inherited."""

from typing import Any

import pytest
from graph_world import Caller

LABELS = "/informationProtection/policy/labels"
SENSITIVITY = "/informationProtection/sensitivityLabels"
PUBLIC, GENERAL, SECRET = (f"1abe1000-0000-4000-8000-00000000000{at}" for at in range(3))
LOW, MIDDLE, HIGH = (f"5abe1000-0000-4000-8000-00000000000{at}" for at in range(3))
JUSTIFIED = {"isDowngradeJustified": True, "justificationMessage": "declassified"}


def content(label: str | None, **said: str) -> dict[str, Any]:
    names = {"Enabled": "True", "Method": "Privileged", "SetDate": "2026-05-01T00:00:00Z", **said}
    marks = [{"name": f"MSIP_Label_{label}_{name}", "value": value} for name, value in names.items()] if label else []
    return {"format": "default", "state": "rest", "metadata": [*marks, {"name": "Author", "value": "Amy"}]}


def actions(caller: Caller, name: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    answer = caller.post(f"{LABELS}/{name}", body, status=200)
    assert answer["@odata.context"].endswith("#Collection(microsoft.graph.informationProtectionAction)")
    found: list[dict[str, Any]] = answer["value"]
    return found


def test_label_is_put_in_the_place_of_another(sample: Caller) -> None:
    body = {"contentInfo": content(GENERAL), "labelingOptions": {"labelId": SECRET, "assignmentMethod": "standard"}}
    (action,) = actions(sample, "evaluateApplication", body)
    assert action["@odata.type"] == "#microsoft.graph.metadataAction"
    assert set(action["metadataToRemove"]) == {
        f"MSIP_Label_{GENERAL}_{name}" for name in ("Enabled", "Method", "SetDate")
    }
    added = {one["name"].rpartition("_")[2]: one["value"] for one in action["metadataToAdd"]}
    assert (added["Enabled"], added["Name"], added["Method"]) == ("true", "Top Secret", "Standard")
    assert added["SiteId"] == sample.graph.tenant_id


def test_less_sensitive_label_needs_a_justification(sample: Caller) -> None:
    options: dict[str, Any] = {"labelId": PUBLIC, "assignmentMethod": "standard"}
    body = {"contentInfo": content(SECRET), "labelingOptions": options}
    assert actions(sample, "evaluateApplication", body) == [{"@odata.type": "#microsoft.graph.justifyAction"}]
    options["downgradeJustification"] = JUSTIFIED
    assert actions(sample, "evaluateApplication", body)[0]["metadataToRemove"] != []


def test_removal_takes_all_marks_of_labels_when_it_is_justified(sample: Caller) -> None:
    body: dict[str, Any] = {"contentInfo": content(SECRET)}
    assert actions(sample, "evaluateRemoval", body) == [{"@odata.type": "#microsoft.graph.justifyAction"}]
    (action,) = actions(sample, "evaluateRemoval", {**body, "downgradeJustification": JUSTIFIED})
    assert len(action["metadataToRemove"]) == 3 and action["metadataToAdd"] == []


def test_classification_leads_to_no_label(sample: Caller) -> None:
    found = [{"sensitiveTypeId": "cb353f78-2b72-4c3c-8827-92ebe4f69fdf", "count": 4, "confidenceLevel": 75}]
    body = {"contentInfo": content(None), "classificationResults": found}
    assert actions(sample, "evaluateClassificationResults", body) == []
    assert sample.error("POST", f"{LABELS}/evaluateClassificationResults", {"contentInfo": content(None)})[0] == 400


def test_label_is_read_from_the_marks(sample: Caller) -> None:
    shown = sample.post(f"{LABELS}/extractLabel", {"contentInfo": content(SECRET)}, status=200)
    assert shown["label"]["name"] == "Top Secret" and shown["label"]["sensitivity"] == 30
    assert (shown["assignmentMethod"], shown["creationDateTime"]) == ("privileged", "2026-05-01T00:00:00Z")
    for none in (content(None), content(SECRET, Enabled="false"), content("ffffffff-0000-4000-8000-000000000000")):
        assert sample.error("POST", f"{LABELS}/extractLabel", {"contentInfo": none})[0] == 404
    assert sample.error("POST", f"{LABELS}/extractLabel", {})[0] == 400


def test_labels_of_a_user_are_his_own(sample: Caller) -> None:
    path = "/users/amy@contoso.example/informationProtection/policy/labels"
    assert sample.error("POST", f"{path}/extractLabel", {"contentInfo": content(SECRET)})[0] == 404
    assert (
        sample.error("POST", f"{path.replace('amy', 'nobody')}/extractLabel", {"contentInfo": content(SECRET)})[0]
        == 404
    )


def inheritance(labels: str, formats: str) -> str:
    return f"{SENSITIVITY}/computeInheritance(labelIds={labels},locale='en-US',contentFormats={formats})"


def test_most_sensitive_label_of_a_format_is_inherited(sample: Caller) -> None:
    both = f'["{LOW}","{HIGH}","{MIDDLE}"]'
    assert sample.get(inheritance(both, '["Email"]'))["id"] == HIGH
    assert sample.get(inheritance(both, '["Site"]'))["id"] == MIDDLE
    assert sample.error("GET", inheritance(both, '["Teamwork"]'))[0] == 404
    assert sample.error("GET", inheritance('["nobody"]', '["Email"]'))[0] == 404
    assert sample.error("GET", inheritance("x", '["Email"]'))[0] == 400


def test_inheritance_follows_a_changed_priority(sample: Caller) -> None:
    sample.patch(f"{SENSITIVITY}/{LOW}", {"priority": 99})
    assert sample.get(inheritance(f'["{LOW}","{HIGH}"]', '["Email"]'))["id"] == LOW


def test_rights_and_inheritance_of_contents(sample: Caller) -> None:
    contents = [{"cid": "a", "format": "Email", "labelId": LOW}, {"cid": "b", "format": "Email", "labelId": HIGH}]
    body = {
        "delegatedUserEmail": "amy@contoso.example",
        "locale": "en",
        "protectedContents": contents,
        "supportedContentFormats": ["Email"],
    }
    shown = sample.post(f"{SENSITIVITY}/computeRightsAndInheritance", body, status=200)
    assert shown["inheritedLabel"]["id"] == HIGH
    assert {one["cid"]: one["rights"] for one in shown["contentRights"]} == {"a": "owner", "b": "view"}
    assert sample.error("POST", f"{SENSITIVITY}/computeRightsAndInheritance", {})[0] == 400


@pytest.mark.parametrize("label", [None, "", "nobody"])
def test_label_that_is_not_there_cannot_be_put(sample: Caller, label: str | None) -> None:
    body = {"contentInfo": content(None), "labelingOptions": {"labelId": label}}
    assert sample.error("POST", f"{LABELS}/evaluateApplication", body)[0] in (400, 404)
