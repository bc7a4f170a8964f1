"""
Whether an API accepts a certificate: one call of it as the service makes it, with a user who does not exist.

The default of `rotation_steps.Outside.prove`; `graphkey prove` looks at far more than this one question.

Rule: only 200, and a 400 that is an answer of a step, are acceptance (`proof_seen.reaction`): front ends say 401 or 403 to a
certificate that they do not know, and nginx with `ssl_verify_client on` says 400.
Source: https://learn.microsoft.com/azure/active-directory-b2c/add-api-connector (answers); RFC 2606 (`.invalid` reaches nobody).
"""

from collections.abc import Callable
from typing import Any

from graphkey.certs.diagnose import Bundle
from graphkey.lifecycle.proof_seen import reaction
from graphkey.lifecycle.rotation import Plan
from graphkey.lifecycle.rotation_steps import Proof
from graphkey.steps.bodies import body, encode
from graphkey.steps.caller import Exchange, call
from graphkey.steps.model import find_step
from graphkey.steps.tls import ClientIdentity

BUDGET_S = 20.0
_CLAIMS = {"email": "proof@graphkey.invalid", "displayName": "Graphkey proof"}
_CLIENT_ID = "00000000-0000-0000-0000-000000000000"
_ANY_STEP = "postAttributeCollection"

Caller = Callable[..., Exchange]


def prover(trust_pem: bytes = b"", *, caller: Caller = call) -> Callable[[Plan, Bundle], Proof]:
    """
    Make what proves acceptance by calling the plan's API.

    Args:
        trust_pem: authorities of the API's own certificate, besides the system's.
    """

    def prove(plan: Plan, bundle: Bundle) -> Proof:
        key: Any = bundle.key  # of whatever kind: a handshake that cannot be made with it says so
        content = encode(body(find_step(plan.prove_step or _ANY_STEP), _CLAIMS, client_id=_CLIENT_ID))
        identity = ClientIdentity(key, bundle.leaf, bundle.chain)
        last = caller(plan.target_url, content, identity=identity, budget_s=BUDGET_S, trust_pem=trust_pem).last
        if last.failure is not None:
            return Proof(False, last.detail or last.failure)
        if reaction(last) != "accepted":
            return Proof(
                False, f"it answered {last.status}" + (" without an answer of a step" if last.status == 400 else "")
            )
        asked = "" if last.asked_for_certificate else "; but it asked for no certificate in the handshake"
        return Proof(True, f"it answered {last.status} over {last.tls_version}{asked}")

    return prove
