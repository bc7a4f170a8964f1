"""
The seed of a new tenant: the user flow B2X_1_signup, whose preTokenIssuance slot holds a connector with basic
authentication, as a tenant looks before its first certificate is uploaded.
"""

from base64 import urlsafe_b64encode

from graphkey.localgraph.authentication import BASIC, PASSWORD_BOX, keep_secrets
from graphkey.localgraph.call import Parts
from graphkey.localgraph.storage.store import TenantWriter, item_path

FLOW_ID = "B2X_1_signup"
CONNECTOR_NAME = "Sample API"
TARGET_URL = "https://localhost:8444/"
USERNAME = "sample"


def plant_signup(writer: TenantWriter, parts: Parts) -> None:
    """Write the flow and its connector, unless the flow is there."""
    flow = item_path("/identity/b2xUserFlows", FLOW_ID)
    document = {"id": FLOW_ID, "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 1}
    if not writer.insert(flow, document):
        return
    connector_id = parts.new_id()
    connector = item_path("/identity/apiConnectors", connector_id)
    stored = {
        "id": connector_id,
        "displayName": CONNECTOR_NAME,
        "targetUrl": TARGET_URL,
        "authenticationConfiguration": {"@odata.type": BASIC, "username": USERNAME},
    }
    writer.insert(connector, stored)
    keep_secrets(writer, parts.vault, connector, {PASSWORD_BOX: urlsafe_b64encode(parts.entropy(24))})
    writer.link(f"{flow}/apiconnectorconfiguration/pretokenissuance", connector)
